// outpost-lab-till DIR SALES MARK: sells SALES times through the use cases and the writer, and writes the
// number of the last acknowledged sale to MARK after each acknowledgement, and only then goes on. Ends
// without a clean close.
#include "edge/app/carts.hpp"
#include "edge/app/import_products.hpp"
#include "edge/app/orders.hpp"
#include "edge/app/payments.hpp"
#include "edge/store/open.hpp"
#include "edge/store/writer.hpp"

#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <sstream>
#include <string>
#include <unistd.h>

using namespace outpost;

namespace {

[[noreturn]] void stop(const Error& e) {
  std::fprintf(stderr, "%s: %s\n", e.name.c_str(), e.text.c_str());
  _exit(1);
}
template <class T> T need(Result<T> r) {
  if (!r.ok()) stop(r.error());
  return std::move(r).value();
}

app::CallKey key(const char* what, int sale) {
  app::CallKey k;
  k.actor = "lab";
  k.key = std::string(what) + std::to_string(sale);
  k.call = what;
  return k;
}

Result<app::PaymentResult> sell(store::Tx& tx, const app::Actor& till, int sale) {
  OUTPOST_TRY(auto cart, app::open_cart(tx, till));
  for (int line = 0; line < 1 + sale % 5; ++line) {
    OUTPOST_TRY(cart, app::add_line(tx, till, cart.id, {"", "P" + std::to_string((sale + line) % 5), 1'000}));
  }
  OUTPOST_TRY(auto quote, app::make_quote(tx, till, cart.id));
  OUTPOST_TRY(auto order, app::create_order(tx, till, quote.id, key("order", sale)));
  return app::pay_cash(tx, till, order.id, {order.total_fen, std::nullopt}, key("pay", sale));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return std::fprintf(stderr, "usage: outpost-lab-till DIR SALES MARK\n"), 2;
  std::filesystem::create_directories(argv[1]);
  SystemClock clock;
  SystemRandom random;
  IdSource ids(clock, random);
  store::Settings settings;
  settings.store_id = "lab";
  auto opened = need(store::open_store(argv[1], settings.store_id, ids, random, clock));
  store::Writer writer(std::move(opened.db), settings, clock, ids, random, [](auto&&) {});
  std::istringstream csv(
      "sku,name,name_en,codes,price_yuan,unit,tax_rate,tax_code,category\n"
      "P0,零,zero,,1.00,piece,13,1,x\nP1,一,one,,2.05,piece,13,1,x\n"
      "P2,二,two,,3.33,piece,9,1,x\n"
      "P3,三,three,,4.99,piece,6,1,x\nP4,四,four,,0.01,piece,0,1,x\n");
  if (const auto done = need(app::import_products(writer, csv, [](const app::ImportProgress&) {})); !done.errors.empty())
    stop(fail(Code::invalid, "import", done.errors.front().text));
  const int mark = open(argv[3], O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  const app::Actor till{{}, "lab", app::Role::cashier, "till1", ""};
  for (int sale = 1; sale <= std::atoi(argv[2]); ++sale) {
    need(writer.call(store::Lane::sales, [&](store::Tx& tx) { return sell(tx, till, sale); }));
    const std::string text = std::to_string(sale) + "\n";
    if (pwrite(mark, text.data(), text.size(), 0) < 0) return std::perror(argv[3]), 1;
  }
  _exit(0);  // as a power cut would: no destructor, no checkpoint
}
