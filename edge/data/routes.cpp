#include "edge/data/routes.hpp"

namespace outpost::data {
namespace {

constexpr auto open = CallKind::open, local = CallKind::local, read = CallKind::read, write = CallKind::write,
               stream = CallKind::stream;
constexpr bool key = true, none = false;

}  // namespace

const std::vector<Route>& routes() {
  // clang-format off
  static const std::vector<Route> table = {
      {"GET",    "/healthz",                               "------", open,   none, "health"},
      {"GET",    "/metrics",                               "----O-", local,  none, "metrics"},
      {"GET",    "/api/v1/openapi.json",                   "------", open,   none, "openapi"},

      {"GET",    "/api/v1/setup",                          "------", open,   none, "getSetup"},
      {"POST",   "/api/v1/setup",                          "------", open,   key,  "setUp"},
      {"POST",   "/api/v1/sessions",                       "------", open,   key,  "signIn"},
      {"DELETE", "/api/v1/sessions",                       "-CTMO-", write,  key,  "signOut"},
      {"GET",    "/api/v1/session",                        "KCTMO-", read,   none, "getSession"},
      {"POST",   "/api/v1/enrolments",                     "------", open,   key,  "enrol"},
      {"GET",    "/api/v1/terminals",                      "---MO-", read,   none, "listTerminals"},
      {"POST",   "/api/v1/terminals",                      "---MO-", write,  key,  "addTerminal"},
      {"DELETE", "/api/v1/terminals/{id}",                 "---MO-", write,  key,  "revokeTerminal"},

      {"GET",    "/api/v1/products",                       "KCTMO-", read,   none, "listProducts"},
      {"GET",    "/api/v1/products/by-code/{code}",        "KCTMO-", read,   none, "getProductByCode"},

      {"POST",   "/api/v1/carts",                          "KC-MO-", write,  key,  "openCart"},
      {"GET",    "/api/v1/carts/current",                  "KC-MO-", read,   none, "getCurrentCart"},
      {"GET",    "/api/v1/carts/{id}",                     "KC-MO-", read,   none, "getCart"},
      {"DELETE", "/api/v1/carts/{id}",                     "KC-MO-", write,  key,  "abandonCart"},
      {"POST",   "/api/v1/carts/{id}/lines",               "KC-MO-", write,  key,  "addLine"},
      {"PATCH",  "/api/v1/carts/{id}/lines/{line}",        "KC-MO-", write,  key,  "setQuantity"},
      {"DELETE", "/api/v1/carts/{id}/lines/{line}",        "KC-MO-", write,  key,  "removeLine"},
      {"POST",   "/api/v1/carts/{id}/quote",               "KC-MO-", write,  key,  "quoteCart"},

      {"GET",    "/api/v1/orders",                         "-C-MO-", read,   none, "listOrders"},
      {"POST",   "/api/v1/orders",                         "KC-MO-", write,  key,  "placeOrder"},
      {"GET",    "/api/v1/orders/{id}",                    "KC-MO-", read,   none, "getOrder"},
      {"POST",   "/api/v1/orders/{id}/cancel",             "KC-MO-", write,  key,  "cancelOrder"},
      {"POST",   "/api/v1/orders/{id}/show",               "KC-MO-", write,  key,  "showOrder"},
      {"POST",   "/api/v1/orders/{id}/leave",              "KC-MO-", write,  key,  "leaveOrder"},
      {"GET",    "/api/v1/orders/{id}/receipt",            "KC-MO-", read,   none, "getReceipt"},
      {"POST",   "/api/v1/orders/{id}/receipt/print",      "KC-MO-", write,  key,  "printReceipt"},
      {"POST",   "/api/v1/orders/{id}/payments",           "KC-MO-", write,  key,  "pay"},
      {"GET",    "/api/v1/orders/{id}/payments/{payment}", "KC-MO-", read,   none, "getPayment"},

      {"GET",    "/api/v1/devices",                        "KCTMO-", read,   none, "listDevices"},
      {"GET",    "/api/v1/devices/{unit}",                 "-CTMO-", read,   none, "getDevice"},
      {"POST",   "/api/v1/devices/{unit}/commands",        "--TMO-", write,  key,  "commandDevice"},
      {"GET",    "/api/v1/devices/{unit}/preview",         "KCTMO-", read,   none, "getPreview"},
      {"POST",   "/api/v1/devices/{unit}/test-card",       "-CTMO-", write,  key,  "printTestCard"},
      {"GET",    "/api/v1/test-card",                      "-CTMO-", read,   none, "getTestCard"},
      {"GET",    "/api/v1/commands/{id}",                  "KCTMO-", read,   none, "getCommand"},
      {"GET",    "/api/v1/shelves",                        "-CTMO-", read,   none, "listShelves"},
      {"GET",    "/api/v1/bays",                           "-CTMO-", read,   none, "listBays"},
      {"POST",   "/api/v1/bays/{unit}/report",             "--TMO-", write,  key,  "makeReport"},
      {"POST",   "/api/v1/bays/{unit}/live",               "--TMO-", write,  key,  "startLive"},
      {"POST",   "/api/v1/bays/{unit}/stop",               "--TMO-", write,  key,  "stopBay"},
      {"POST",   "/api/v1/bays/{unit}/clear",              "--TMO-", write,  key,  "clearCodes"},
      {"GET",    "/api/v1/reports",                        "--TMO-", read,   none, "listReports"},
      {"GET",    "/api/v1/reports/{id}",                   "--TMO-", read,   none, "getReport"},

      {"GET",    "/api/v1/sync",                           "KCTMO-", read,   none, "getSync"},
      {"GET",    "/api/v1/today",                          "-C-MO-", read,   none, "getToday"},
      {"GET",    "/api/v1/alarms",                         "-CTMO-", read,   none, "listAlarms"},
      {"POST",   "/api/v1/alarms/{id}/clear",              "---MO-", write,  key,  "clearAlarm"},
      {"POST",   "/api/v1/imports/products",               "---MO-", write,  key,  "importProducts"},
      {"GET",    "/api/v1/imports/{id}",                   "---MO-", read,   none, "getImport"},
      {"POST",   "/api/v1/backups",                        "----O-", write,  key,  "makeBackup"},
      {"GET",    "/api/v1/verify",                         "----O-", read,   none, "verify"},

      {"GET",    "/api/v1/events",                         "KCTMO-", stream, none, "events"},
  };
  // clang-format on
  return table;
}

bool may_call(const Route& route, Role role) {
  constexpr std::string_view letters = "KCTMOD";
  return route.roles.find(letters[static_cast<std::size_t>(role)]) != std::string_view::npos;
}

}  // namespace outpost::data
