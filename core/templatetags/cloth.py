"""Template tags available everywhere without `{% load %}`."""

from django import template

register = template.Library()
