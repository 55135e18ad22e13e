"""The two shapes Open311 travels in. XML is read into the same lists and objects as JSON, so that
everything else knows one shape; servers must speak XML and may speak JSON (GeoReport v2).
"""

from typing import Any
from xml.etree import ElementTree

from integrations.client import Reply
from integrations.errors import Unreadable

LISTS = frozenset(
    {
        "services",
        "service_requests",
        "service_requests_updates",
        "service_request_updates",
        "errors",
        "attributes",
        "values",
        "groups",
        "endpoints",
        "formats",
    }
)
ITEMS = {
    "services": "service",
    "service_requests": "request",
    "service_requests_updates": "request_update",
    "errors": "error",
    "attributes": "attribute",
    "values": "value",
    "groups": "group",
    "endpoints": "endpoint",
    "formats": "format",
}
# Entities can name files and grow without end; no council answer needs them.
DECLARATIONS = ("<!DOCTYPE", "<!ENTITY")


def read(reply: Reply) -> Any:
    """Raises Unreadable for anything that is neither."""
    text = reply.text.lstrip()
    if not text.startswith("<") or text[:14].lower().startswith(("<!doctype html", "<html")):
        return reply.json()
    try:
        return read_xml(text)
    except (ElementTree.ParseError, RecursionError, ValueError) as fault:
        raise Unreadable(reply.system, f"not XML ({reply.content_type})") from fault


def read_xml(text: str) -> Any:
    if any(declaration in text for declaration in DECLARATIONS):
        raise ValueError("a document type is declared")
    return value(ElementTree.fromstring(text))


def value(element: ElementTree.Element) -> Any:
    if element.tag in LISTS:
        return [value(child) for child in element]
    if not len(element):
        return (element.text or "").strip() or None
    found: dict[str, Any] = {}
    for child in element:
        if child.tag in found:
            earlier = found[child.tag]
            found[child.tag] = [*(earlier if isinstance(earlier, list) else [earlier])]
            found[child.tag].append(value(child))
        else:
            found[child.tag] = value(child)
    return found


def write_xml(root: str, data: Any) -> str:
    """`root` is the name of the outermost element."""
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(
        element(root, data), encoding="unicode"
    )


def element(name: str, data: Any) -> ElementTree.Element:
    made = ElementTree.Element(name)
    if isinstance(data, dict):
        for key, part in data.items():
            many = isinstance(part, list) and key not in LISTS
            made.extend([element(key, one) for one in part] if many else [element(key, part)])
    elif isinstance(data, list):
        made.extend(element(ITEMS[name], one) for one in data)
    elif isinstance(data, bool):
        made.text = "true" if data else "false"
    elif data is not None:
        made.text = str(data)
    return made
