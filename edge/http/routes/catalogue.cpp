#include "edge/app/catalogue.hpp"
#include "edge/app/code_goods.hpp"

#include "edge/app/shape_json.hpp"
#include "edge/http/routes/common.hpp"
#include "edge/http/routes/handlers.hpp"
#include "edge/store/outbox.hpp"

namespace outpost::http {

Answer list_products(Api& api, Call& call) {
  OUTPOST_TRY(const int limit, limit_param(call));
  return read_json(api, [&](sqlite::Db& db) -> Result<std::string> {
    OUTPOST_TRY(const auto page,
                app::search_products(db, call.actor, call.request.query_value("q").substr(0, 100), limit,
                                     call.request.query_value("after"),
                                     store::price_us(db, api.clock.wall_us())));
    return app::to_json(page);
  });
}

Answer get_product_by_code(Api& api, Call& call) {
  const std::string symbology(call.request.query_value("symbology").substr(0, 32));
  return read_json(api, [&](sqlite::Db& db) -> Result<std::string> {
    const app::Books books{db, store::price_us(db, api.clock.wall_us()), api.settings};
    OUTPOST_TRY(const auto found, app::look_up(books, call.param("code"), symbology));
    return app::to_json(found.product, found.request.quantity_milli.value());
  });
}

}  // namespace outpost::http
