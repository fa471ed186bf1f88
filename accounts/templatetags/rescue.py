"""``{% load rescue %}``: what a form page says about whom it was shown to."""

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts import rescue

register = template.Library()


@register.simple_tag(takes_context=True)
def form_owner(context: Context) -> SafeString:
    """``{% form_owner %}`` beside ``{% csrf_token %}``: lets what was typed survive an expired session."""
    return format_html(
        '<input type="hidden" name="{}" value="{}">', rescue.FIELD, rescue.token(context["request"])
    )
