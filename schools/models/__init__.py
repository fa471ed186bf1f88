from schools.models.assessment import Assessment, AssessmentStatus, IndicatorValue
from schools.models.school import School

__all__ = ["Assessment", "AssessmentStatus", "IndicatorValue", "School"]
