"""The verbs that programmes wire together. Gateways read facts; functions apply nothing but facts' consequences."""

from datetime import datetime
from typing import Any

from certification import rules
from certification.domain import corrections, decisions, lifecycle, publicity, reviews
from certification.models import Application, CorrectionNotice, DecisionKind, Outcome
from certification.registry import Ending
from workflows.errors import Answer
from workflows.flow import ApprovalFlow


class CertificationFlow(ApprovalFlow):
    """Verbs shared by every certification flow (认定流程). The case is the process's artifact."""

    abstract = True

    # hooks of the engine

    def limit_days(self, process: Any, kind: str) -> int:
        return process.artifact.policy.limits[kind]

    def chain(self, process: Any) -> str:
        return f"application/{process.artifact_object_id}"

    def may_act(self, item: Any, user: Any) -> Answer:
        return rules.may_act(item, item.process.artifact, user)

    # where tasks lie

    def applicant_unit(self, activation: Any) -> str:
        return case(activation).organisation_code

    def intake_unit(self, activation: Any) -> str:
        return case(activation).programme.intake_unit

    def lead_unit(self, activation: Any) -> str:
        return case(activation).programme.lead_unit

    def deliberation_unit(self, activation: Any) -> str:
        return case(activation).programme.deliberation_unit

    def decision_unit(self, activation: Any) -> str:
        application = case(activation)
        return application.programme.decider(application.organisation_code)

    def district_lead(self, activation: Any) -> str:
        return reviews.units(case(activation), reviews.DISTRICT)[0]

    def district_units(self, activation: Any) -> list[str]:
        return reviews.asked_units(case(activation), reviews.DISTRICT)

    def joint_units(self, activation: Any) -> list[str]:
        return reviews.asked_units(case(activation), reviews.JOINT)

    def expert_seats(self, activation: Any) -> list[dict[str, Any]]:
        seats = case(activation).seats.select_related("expert")
        return [{"seat": s.number, "owner": s.expert, "unit": ""} for s in seats]

    # what gateways ask

    def intake_accepts(self, activation: Any) -> bool:
        return decisions.conclusion(case_id(activation), DecisionKind.INTAKE) == Outcome.PROCEED

    def intake_declines(self, activation: Any) -> bool:
        return decisions.conclusion(case_id(activation), DecisionKind.INTAKE) == Outcome.DECLINE

    def district_objects(self, activation: Any, active_tasks: Any = None) -> bool:
        return reviews.objected(case_id(activation), reviews.DISTRICT)

    def joint_objects(self, activation: Any, active_tasks: Any = None) -> bool:
        return reviews.objected(case_id(activation), reviews.JOINT)

    def district_asks(self, activation: Any) -> bool:
        return bool(corrections.pending(case_id(activation), reviews.DISTRICT))

    def joint_asks(self, activation: Any) -> bool:
        return bool(corrections.pending(case_id(activation), reviews.JOINT))

    def district_goes_on(self, activation: Any) -> bool:
        return _settled(activation, reviews.DISTRICT) == Outcome.PROCEED

    def joint_goes_on(self, activation: Any) -> bool:
        return _settled(activation, reviews.JOINT) == Outcome.PROCEED

    def asked_by_intake(self, activation: Any) -> bool:
        return _asked_at(activation) == reviews.INTAKE

    def asked_by_district(self, activation: Any) -> bool:
        return _asked_at(activation) == reviews.DISTRICT

    def deliberation_grants(self, activation: Any) -> bool:
        ending = _ending(activation, DecisionKind.DELIBERATION)
        return ending is not None and ending.move == "grant"

    def is_granted(self, activation: Any) -> bool:
        ending = _ending(activation, DecisionKind.FINAL)
        return ending is not None and ending.move == "grant"

    def gives_certificate(self, activation: Any) -> bool:
        ending = _ending(activation, DecisionKind.FINAL)
        return ending is not None and ending.paper(case(activation)) is not None

    # clocks and jobs

    def notice_ends(self, activation: Any) -> datetime:
        return publicity.ends_at(case_id(activation))

    def statement_ends(self, activation: Any) -> datetime:
        return lifecycle.statement_ends(case(activation))

    # what functions do

    def give_prior_notice(self, activation: Any) -> None:
        lifecycle.give_prior_notice(case(activation))

    def certificate_key(self, activation: Any) -> str:
        return f"certificate/application/{case_id(activation)}/{activation.task.pk}"


def case(activation: Any) -> Application:
    """The application a process carries."""
    return activation.process.artifact


def case_id(activation: Any) -> int:
    """Its id, which is all that a question about facts needs."""
    return activation.process.artifact_object_id


def _ending(activation: Any, kind: DecisionKind) -> Ending | None:
    outcome = decisions.conclusion(case_id(activation), kind)
    return case(activation).programme.endings_by_outcome.get(outcome)


def _settled(activation: Any, stage: str) -> str:
    return decisions.conclusion(case_id(activation), DecisionKind.SETTLEMENT, stage)


def _asked_at(activation: Any) -> str:
    seen = vars(activation)  # a switch asks twice
    if "asked_at" not in seen:
        seen["asked_at"] = (
            CorrectionNotice.objects.filter(application=case_id(activation)).latest("number").stage
        )
    return str(seen["asked_at"])
