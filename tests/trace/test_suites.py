"""Suites as different teams write them, and what is linked of them."""

from __future__ import annotations

import pytest

from tests.trace.relating import check

NUMBERED = """
# Integration test plan: parcel lockers

### SEAM 1: Locker Door → Parcel Register
**Priority:** P0
**Test scenarios:**

#### TEST 1.1: Parcel handed in
- The register knows the locker of the parcel

#### TEST 1.2: Parcel taken out
- The locker is free for another parcel

#### TEST 1.3: Parcel forgotten
- The courier fetches the parcel after a week
"""
WAREHOUSE = """
# Integration test plan: warehouse

### SEAM 1: Stock Count → Reorder Service
**Priority:** P0
**Test scenarios:**
- Low stock orders new goods from the supplier
- A supplier with an expired contract is skipped
- A supplier with a valid contract gets the order
- Reorders of one day are sent in one message

### SEAM 2: Delivery Dock → Stock Count
**Priority:** P1
**Test scenarios:**
- Unloaded pallets raise the count
- A damaged pallet is counted apart
"""


def test_unittest_classes_are_read_by_their_bases_and_names() -> None:
    check(
        '''
        import unittest

        class SeatReservationPayment(unittest.TestCase):
            """Seat reservation and payment gateway."""

            def testDeclinedCardReleasesSeat(self):
                self.assertEqual(office.seats, 1)

        class TicketPrintingMailDeliveryTests(OfficeCase):
            def test_bounced_mail_reported_to_office(self):
                self.assertEqual(office.letters, 1)
        ''',
        "1.2: written testDeclinedCardReleasesSeat",
        "2.2: written test_bounced_mail_reported_to_office",
    )


def test_functions_without_a_class_are_linked_by_file_and_name() -> None:
    check(
        """
        def test_paid_reservation_confirmed_and_seat_taken():
            assert office.seats == 0

        async def test_declined_card_releases_seat():
            assert office.seats == 1

        def test_opening_hours():
            assert office.is_open
        """,
        "1.1: written test_paid_reservation_confirmed_and_seat_taken",
        "1.2: written test_declined_card_releases_seat",
        path="tests/test_seat_reservation_payment.py",
    )


def test_underscores_in_class_names_are_read_as_words() -> None:
    check(
        """
        class Test_Ticket_Printing_Mail:
            def test_printed_ticket_mailed(self):
                assert mails
        """,
        "2.1: written test_printed_ticket_mailed",
    )


def test_nested_classes_go_by_what_stands_around_them() -> None:
    trace = check(
        '''
        class TestSeatReservationPayment:
            """Seat reservation with the payment gateway."""

            class TestWhenTheCardIsDeclined:
                def test_seat_is_released(self):
                    assert office.seats == 1

            class TestWithTwoBuyers:
                def test_one_seat_gets_one_reservation(self):
                    assert len(reservations) == 1
        ''',
        "1.2: written test_seat_is_released",
        "1.3: written test_one_seat_gets_one_reservation",
    )
    link = trace.seams[0].scenarios[1].links[0]
    assert link.node_id == (
        "tests/test_office.py::TestSeatReservationPayment::TestWhenTheCardIsDeclined::test_seat_is_released"
    )


def test_nested_class_stands_for_what_the_outer_one_declares() -> None:
    trace = check(
        '''
        class TestOffice:
            """Plan: tests/PLAN.md#ticket-printing-mail-delivery [00000000]"""

            class TestPost:
                def test_bounced_mail_is_reported_to_the_office(self):
                    assert letters
        ''',
        "2.2: written test_bounced_mail_is_reported_to_the_office",
    )
    # What may be out of date is said once, where it is written.
    assert [link.digest for link in trace.seams[1].classes] == ["00000000", ""]


def test_numbers_decide_where_words_leave_it_open() -> None:
    check(
        '''
        class TestLockerDoorParcelRegister:
            """SEAM 1: locker door and parcel register."""

            def test_first(self):
                """TEST 1.2: a parcel leaves the locker."""
                assert locker.is_free

            def test_second(self):
                """Scenario 1.3: a parcel is forgotten in the locker."""
                assert courier.parcels
        ''',
        "1.2: written test_first",
        "1.3: written test_second",
        plan=NUMBERED,
    )


def test_number_alone_links_nothing() -> None:
    check(
        '''
        class TestLockerDoorParcelRegister:
            """Locker door and parcel register."""

            def test_hinges(self):
                """TEST 1.2: the hinges are oiled every year."""
                assert hinges.oiled
        ''',
        plan=NUMBERED,
    )


def test_parametrized_test_is_one_test() -> None:
    check(
        """
        class TestDeliveryDockStockCount:
            @pytest.mark.parametrize("pallets", [1, 2, 3])
            def test_unloaded_pallets_raise_the_count(self, pallets):
                assert count == pallets
        """,
        "2.1: written test_unloaded_pallets_raise_the_count",
        plan=WAREHOUSE,
    )


def test_several_tests_of_one_scenario_and_one_test_of_several() -> None:
    check(
        '''
        class TestStockCountReorderService:
            """Stock count and reorder service."""

            def test_low_stock_orders_goods_from_supplier(self):
                assert orders

            def test_low_stock_of_two_goods_orders_from_supplier(self):
                assert len(orders) == 2

            def test_contracts_of_suppliers(self):
                """A supplier with a valid contract gets the order, one with an expired contract is skipped."""
                assert orders
        ''',
        "1.1: written test_low_stock_orders_goods_from_supplier, test_low_stock_of_two_goods_orders_from_supplier",
        "1.2: written test_contracts_of_suppliers",
        "1.3: written test_contracts_of_suppliers",
        plan=WAREHOUSE,
    )


def test_neighbouring_case_is_not_the_case() -> None:
    check(
        '''
        class TestStockCountReorderService:
            """Stock count and reorder service."""

            def test_supplier_with_valid_contract_gets_order(self):
                assert orders

            def test_supplier_with_malformed_contract_is_logged(self):
                assert log
        ''',
        "1.3: written test_supplier_with_valid_contract_gets_order",
        plan=WAREHOUSE,
    )


def test_class_with_two_subjects_in_its_name_covers_two_seams() -> None:
    trace = check(
        '''
        class TestReservationAndPrinting:
            """Seat reservation at the payment gateway, and ticket printing."""

            def test_paid_reservation_confirmed_seat_taken(self):
                assert office.seats == 0

            def test_two_buyers_of_one_seat_get_one_reservation(self):
                assert len(reservations) == 1

            def test_printed_ticket_mailed_to_buyer(self):
                assert mails
        ''',
        "1.1: written test_paid_reservation_confirmed_seat_taken",
        "1.3: written test_two_buyers_of_one_seat_get_one_reservation",
        "2.1: written test_printed_ticket_mailed_to_buyer",
    )
    assert [[link.cls.name for link in seam.classes] for seam in trace.seams] == [["TestReservationAndPrinting"]] * 2


@pytest.mark.parametrize(
    "suite",
    [
        """
        class TestOfficeFurniture:
            @pytest.fixture
            def test_declined_card_releases_the_seat(self):
                return office

            def test_chairs(self):
                assert chairs
        """,
        """
        class OfficeHelpers:
            def test_declined_card_releases_the_seat(self):
                assert office.seats == 1
        """,
        """
        class TestGeneral:
            def test_configuration_is_loaded(self):
                assert settings

            def test_errors_are_logged(self):
                assert log
        """,
    ],
    ids=["a fixture called test_", "a class that pytest does not collect", "subjects of any suite"],
)
def test_nothing_is_linked(suite: str) -> None:
    trace = check(suite)
    assert {seam.state.value for seam in trace.seams} == {"missing"}


GENERIC = """
# Integration test plan: invoices

### SEAM 1: Error Handling Integration
**Test scenarios:**
- A printer without paper is reported to the clerk
- An unknown customer gets no invoice
"""
CALLBACKS = '''
class TestCallbackErrorHandling:
    """Error handling of callbacks."""

    def test_callback_is_called_again(self):
        assert calls == 2

    def test_callback_is_given_up(self):
        assert calls == 3
'''


def test_class_in_another_folder_has_to_be_borne_out_by_its_tests() -> None:
    trace = check(CALLBACKS, plan=GENERIC, path="tests/callbacks/test_callbacks.py")
    assert [seam.classes for seam in trace.seams] == [()]
    check(
        CALLBACKS.replace("test_callback_is_given_up", "test_unknown_customer_gets_no_invoice"),
        "1.2: written test_unknown_customer_gets_no_invoice",
        plan=GENERIC,
        path="tests/invoices/test_errors.py",
    )
