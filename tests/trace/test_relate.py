"""Plans and suites in, links and states out."""

from __future__ import annotations

import pytest

from tests.trace.relating import check


def test_generated_class_is_linked_by_its_reference_and_its_stubs_do_not_count() -> None:
    trace = check(
        '''
        class TestAnything:
            """
            Anything.

            Plan: tests/PLAN.md#seat-reservation-payment-gateway [00000000]
            """

            def test_paid_reservation_is_confirmed_and_the_seat_is_taken(self):
                pytest.fail("not implemented: a paid reservation is confirmed")

            def test_declined_card_releases_the_seat(self):
                assert office.seats == 1
        ''',
        "1.1: stub test_paid_reservation_is_confirmed_and_the_seat_is_taken",
        "1.2: written test_declined_card_releases_the_seat",
    )
    assert [seam.state.value for seam in trace.seams] == ["partial", "missing"]
    assert [seam.is_stale for seam in trace.seams] == [True, False]


def test_hand_written_class_is_linked_by_what_it_says() -> None:
    check(
        '''
        class TestReservationPayment:
            """
            Integration tests for seat reservation and the payment gateway.

            Seam Under Test:
                ReservationService → PaymentGateway
            """

            def test_declined_card_gives_the_seat_back(self):
                """Test that a card that was declined releases the seat."""
                assert office.seats == 1

            def test_refund_is_booked(self):
                """Test that a refund is booked in the ledger."""
                assert ledger.total == 0
        ''',
        "1.2: written test_declined_card_gives_the_seat_back",
    )


@pytest.mark.parametrize(
    "suite",
    [
        '''
        class TestSeatMapDrawing:
            """Integration tests for drawing the map of the hall."""

            def test_map_shows_all_rows(self):
                assert rows == 12
        ''',
        '''
        class TestSeatReservationPaymentGateway:
            """
            Integration tests for seat reservation and the payment gateway.

            Not from plan: tests/PLAN.md
            """

            def test_declined_card_releases_the_seat(self):
                assert office.seats == 1
        ''',
        "def helper():\n    pass\n",
    ],
    ids=["another subject", "denied", "no tests"],
)
def test_nothing_is_linked(suite: str) -> None:
    trace = check(suite)
    assert {seam.state.value for seam in trace.seams} == {"missing"}


def test_class_of_a_seam_that_is_gone_is_an_orphan() -> None:
    trace = check(
        '''
        class TestGone:
            """
            Plan: PLAN.md#cloakroom
            """

            def test_coat_is_returned(self):
                assert coat
        '''
    )
    assert [cls.name for cls in trace.orphans] == ["TestGone"]
