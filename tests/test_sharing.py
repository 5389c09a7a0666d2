"""The suite is shared out whole: what shares a fixture that is slow to make stays in one worker."""

from collections import OrderedDict
from typing import Any
from unittest import mock

import pytest

from mentorship.runner.folders import ROOT

from .sharing import BROWSER, LONGEST_FIRST, Shares, share_of


def test_the_browsers_files_are_one_share_and_every_other_file_is_its_own() -> None:
    assert share_of(f"{BROWSER}/test_axe.py::test_page[ana /home/]") == BROWSER
    assert share_of(f"{BROWSER}/test_story.py::test_from_one_line") == BROWSER
    assert share_of("tests/browserless/test_x.py::test_x") == "tests/browserless/test_x.py"
    assert share_of("tests/test_look.py::TestA::test_b[::]") == "tests/test_look.py"


@pytest.mark.parametrize("share", LONGEST_FIRST)
def test_what_begins_the_run_is_there(share: str) -> None:
    assert (ROOT / share).exists()


def test_the_longest_begin_and_the_others_keep_their_order() -> None:
    given: list[int] = []
    node: Any = mock.Mock(send_runtest_some=given.extend)
    shares = Shares.__new__(Shares)
    names = ["tests/b.py", LONGEST_FIRST[1], "tests/a.py", BROWSER]
    shares.workqueue = OrderedDict((name, {f"{name}::test": False}) for name in names)
    shares.assigned_work = {}
    shares.registered_collections = {node: [f"{name}::test" for name in names]}
    for _ in names:
        shares._assign_work_unit(node)
    assert [names[index] for index in given] == [BROWSER, LONGEST_FIRST[1], names[0], names[2]]
