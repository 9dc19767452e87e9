#include "edge/http/routes/handlers.hpp"

#include <map>

namespace outpost::http {

Handler handler_of(std::string_view operation) {
  static const std::map<std::string_view, Handler> table = {
      {"health", health},
      {"metrics", metrics},
      {"openapi", openapi},
      {"getSetup", get_setup},
      {"setUp", set_up},
      {"signIn", sign_in},
      {"signOut", sign_out},
      {"getSession", get_session},
      {"enrol", enrol},
      {"listTerminals", list_terminals},
      {"addTerminal", add_terminal},
      {"revokeTerminal", revoke_terminal},
      {"listProducts", list_products},
      {"getProductByCode", get_product_by_code},
      {"openCart", open_cart},
      {"getCurrentCart", get_current_cart},
      {"getCart", get_cart},
      {"abandonCart", abandon_cart},
      {"addLine", add_line},
      {"setQuantity", set_quantity},
      {"removeLine", remove_line},
      {"quoteCart", quote_cart},
      {"listOrders", list_orders},
      {"placeOrder", place_order},
      {"getOrder", get_order},
      {"cancelOrder", cancel_order},
      {"showOrder", show_order},
      {"leaveOrder", leave_order},
      {"getReceipt", get_receipt},
      {"printReceipt", print_receipt},
      {"pay", pay},
      {"getPayment", get_payment},
      {"listDevices", list_devices},
      {"getDevice", get_device},
      {"commandDevice", command_device},
      {"getPreview", get_preview},
      {"getTestCard", get_test_card},
      {"printTestCard", print_test_card},
      {"getCommand", get_command},
      {"listShelves", list_shelves},
      {"listBays", list_bays},
      {"makeReport", make_report},
      {"startLive", start_live},
      {"stopBay", stop_bay},
      {"clearCodes", clear_codes},
      {"listReports", list_reports},
      {"getReport", get_report},
      {"getSync", get_sync},
      {"getToday", get_today},
      {"listAlarms", list_alarms},
      {"clearAlarm", clear_alarm},
      {"importProducts", import_products},
      {"getImport", get_import},
      {"makeBackup", make_backup},
      {"verify", verify},
      {"events", events},
  };
  const auto found = table.find(operation);
  return found == table.end() ? nullptr : found->second;
}

}  // namespace outpost::http
