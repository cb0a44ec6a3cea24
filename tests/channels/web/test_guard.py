"""The door of the web page: whose request it is, how many pass, and what is said once a week."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.web.guard import MOST_ADDRESSES, WEEK, Gate, Once, address_of
from bot.channels.web.settings import Limits


def scope(client: str, forwarded: str = "") -> dict[str, object]:
    """A request as the server hands it over."""
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    return {"type": "http", "client": (client, 1), "headers": headers}


@pytest.mark.parametrize(
    ("client", "forwarded", "behind_proxy", "address"),
    [
        ("192.0.2.1", "", False, "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", False, "192.0.2.1"),
        ("127.0.0.1", "10.1.1.1, 198.51.100.7", True, "198.51.100.7"),
        ("127.0.0.1", "", True, "127.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "", False, "2001:db8:1:2::/64"),
        ("127.0.0.1", "198.51.100.7:443", True, "198.51.100.7"),
        ("127.0.0.1", "[2001:db8:1:2::5]:443", True, "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "", False, "192.0.2.1"),
        ("127.0.0.1", "somebody", True, ""),
        ("fe80::1%eth0", "", False, "fe80::/64"),
    ],
)
def test_a_visitor_is_told_apart_by_address(client: str, forwarded: str, *, behind_proxy: bool, address: str) -> None:
    """By what our own proxy wrote where there is one, and of IPv6 by what one household shares."""
    assert address_of(scope(client, forwarded), behind_proxy=behind_proxy) == address


def test_a_second_header_is_the_one_of_our_proxy() -> None:
    """A visitor may write the first one."""
    headers = [(b"x-forwarded-for", b"203.0.113.9"), (b"x-forwarded-for", b"198.51.100.7")]
    assert address_of({"type": "http", "client": None, "headers": headers}, behind_proxy=True) == "198.51.100.7"


@given(said=st.text(max_size=60))
def test_any_forwarded_address_is_one_or_none(said: str) -> None:
    """Nothing raises, whatever stands in the header."""
    headers = [(b"x-forwarded-for", said.encode("latin-1", "replace"))]
    assert isinstance(address_of({"type": "http", "client": None, "headers": headers}, behind_proxy=True), str)


def test_a_gate_lets_as_many_through_as_time_allows() -> None:
    """Three at once, then one for each second that goes by, also for somebody who never stops asking."""
    moment = [0.0]
    gate = Gate(Limits(at_once=3, a_second=1), lambda: moment[0])
    assert [gate.lets("a") for _ in range(4)] == [True, True, True, False]
    moment[0] = 0.5
    assert not gate.lets("a")
    moment[0] = 1.0
    assert [gate.lets("a"), gate.lets("a"), gate.lets("b")] == [True, False, True]


def test_a_gate_forgets_the_oldest_addresses() -> None:
    """Memory stays bounded, however many addresses ask."""
    gate = Gate(Limits(at_once=1, a_second=0.001), lambda: 0.0)
    assert gate.lets("first")
    for number in range(MOST_ADDRESSES):
        gate.lets(str(number))
    assert gate.lets("first")


def test_the_same_word_counts_once_a_week() -> None:
    """From one address about one thing."""
    moment = [0.0]
    once = Once(lambda: moment[0])
    assert [once.is_new("a", "x"), once.is_new("a", "x"), once.is_new("b", "x"), once.is_new("a", "y")] == [
        True, False, True, True,
    ]  # fmt: skip
    moment[0] = WEEK + 1
    assert once.is_new("a", "x")
