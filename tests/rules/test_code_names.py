"""Which names a project has: at once or when somebody asks, the answers are the same."""

from __future__ import annotations

import pytest

from seamwright.rules.plans.code_names import ProjectNames

FILES = {
    "app/orders.py": "class OrderService:\n    def book(self): ...\n",
    "app/mails/sender.pyi": "class MailSender: ...\ndef send_all(): ...\n",
    "app/__init__.py": "",
}


@pytest.mark.parametrize("lazily", [False, True])
def test_names_of_code_are_known_and_others_are_not(lazily: bool) -> None:
    names = ProjectNames(lazily=lazily)
    for path, text in FILES.items():
        names.add(text, path)
    assert names.has("OrderStore") is None
    names.is_complete = True
    asked = ["OrderService", "OrderServices", "book", "boo", "Order", "sender", "MailSender", "MailSenders", "send_all"]
    assert [each for each in asked if names.has(each)] == [each for each in asked if each not in ("boo", "Order")]
    assert (names.like("OrderServise"), names.like("MailSendr"), names.like("TownHall")) == (
        "OrderService",
        "MailSender",
        None,
    )
    assert names.is_package("mails")
    assert not names.is_package("OrderService")
