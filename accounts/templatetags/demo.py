"""``{% load demo %}``: the demo people, in demo mode only."""

from django import template

from accounts import demo

register = template.Library()


@register.simple_tag
def demo_accounts() -> list[demo.DemoAccount]:
    """``{% demo_accounts as accounts %}``."""
    return demo.accounts()
