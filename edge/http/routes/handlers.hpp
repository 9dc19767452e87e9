// The handlers of all routes, by operation. Each reads its input, calls one use case and writes its answer.
#pragma once

#include "edge/http/api.hpp"

namespace outpost::http {

/// nullptr for an operation that no handler serves; a test walks the route table.
Handler handler_of(std::string_view operation);

// service.cpp
Answer health(Api& api, Call& call);
Answer metrics(Api& api, Call& call);
Answer openapi(Api& api, Call& call);
// sessions.cpp
Answer get_setup(Api& api, Call& call);
Answer set_up(Api& api, Call& call);
Answer sign_in(Api& api, Call& call);
Answer sign_out(Api& api, Call& call);
Answer get_session(Api& api, Call& call);
Answer enrol(Api& api, Call& call);
// terminals.cpp
Answer list_terminals(Api& api, Call& call);
Answer add_terminal(Api& api, Call& call);
Answer revoke_terminal(Api& api, Call& call);
// catalogue.cpp
Answer list_products(Api& api, Call& call);
Answer get_product_by_code(Api& api, Call& call);
// carts.cpp
Answer open_cart(Api& api, Call& call);
Answer get_current_cart(Api& api, Call& call);
Answer get_cart(Api& api, Call& call);
Answer abandon_cart(Api& api, Call& call);
Answer add_line(Api& api, Call& call);
Answer set_quantity(Api& api, Call& call);
Answer remove_line(Api& api, Call& call);
Answer quote_cart(Api& api, Call& call);
// orders.cpp
Answer list_orders(Api& api, Call& call);
Answer place_order(Api& api, Call& call);
Answer get_order(Api& api, Call& call);
Answer cancel_order(Api& api, Call& call);
Answer show_order(Api& api, Call& call);
Answer leave_order(Api& api, Call& call);
Answer get_receipt(Api& api, Call& call);
Answer print_receipt(Api& api, Call& call);
// payments.cpp
Answer pay(Api& api, Call& call);
Answer get_payment(Api& api, Call& call);
// devices.cpp
Answer list_devices(Api& api, Call& call);
Answer get_device(Api& api, Call& call);
Answer command_device(Api& api, Call& call);
Answer get_command(Api& api, Call& call);
Answer list_shelves(Api& api, Call& call);
// previews.cpp
Answer get_preview(Api& api, Call& call);
Answer get_test_card(Api& api, Call& call);
Answer print_test_card(Api& api, Call& call);
// bays.cpp
Answer list_bays(Api& api, Call& call);
Answer make_report(Api& api, Call& call);
Answer start_live(Api& api, Call& call);
Answer stop_bay(Api& api, Call& call);
Answer clear_codes(Api& api, Call& call);
Answer list_reports(Api& api, Call& call);
Answer get_report(Api& api, Call& call);
// store.cpp
Answer get_sync(Api& api, Call& call);
Answer get_today(Api& api, Call& call);
Answer list_alarms(Api& api, Call& call);
Answer clear_alarm(Api& api, Call& call);
Answer make_backup(Api& api, Call& call);
Answer verify(Api& api, Call& call);
// imports.cpp
Answer import_products(Api& api, Call& call);
Answer get_import(Api& api, Call& call);
// events.cpp
Answer events(Api& api, Call& call);

}  // namespace outpost::http
