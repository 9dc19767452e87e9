#include "edge/app/previews.hpp"

#include "edge/app/test_card_job.hpp"
#include "edge/http/routes/common.hpp"
#include "edge/http/routes/handlers.hpp"
#include "edge/http/routes/unit_calls.hpp"

#include <charconv>
#include <fmt/format.h>

namespace outpost::http {
namespace {

constexpr int usual_width = 320;

/// A kiosk looks through its own camera: another one shows another customer.
Result<app::UnitView> camera_of(Api& api, const Call& call) {
  OUTPOST_TRY(const auto unit, unit_of(api, call));
  if (call.actor.role == app::Role::kiosk && unit.station != call.actor.station)
    return fail(Code::denied, "other-station", "A kiosk sees the camera of its own station only.");
  if (unit.driver != "scan_camera") return fail(Code::not_found, "no-camera", "This unit is not a camera.");
  return *api.units.one(unit.unit);
}

/// A camera that is lost gives no pictures; one that is dark or out of focus does, and is to be looked at.
Result<void> check_there(const app::UnitView& view) {
  if (view.state == "ready" || view.state == "busy" || view.state == "opening" || view.state == "faulted")
    return {};
  return fail(Code::conflict, "camera-away", "This camera gives no pictures now; see its state.");
}

Result<int> width_param(const Call& call) {
  const auto text = call.request.query_value("width");
  if (text.empty()) return usual_width;
  int width = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), width);
  if (error != std::errc() || end != text.data() + text.size() || width < app::Previews::least_width ||
      width > app::Previews::most_width)
    return fail(
        Code::invalid, "bad-width",
        fmt::format("width is from {} to {}.", app::Previews::least_width, app::Previews::most_width));
  return width;
}

}  // namespace

/// To fetch is to look: the camera works for a preview so long as somebody does.
Answer get_preview(Api& api, Call& call) {
  OUTPOST_TRY(const auto camera, camera_of(api, call));
  OUTPOST_CHECK(check_there(camera));
  OUTPOST_TRY(const int width, width_param(call));
  auto look = api.previews.look(camera.info.unit, width, api.clock.boot_us());
  if (look.ask) api.lease(*std::move(look.ask));
  if (!look.picture) return std::optional(Reply::empty());
  const auto tag = fmt::format("\"{}\"", look.picture->number);
  Reply reply{200, "image/jpeg", look.picture->jpeg, {}};
  if (call.request.header("if-none-match") == tag) reply = {304, "", "", {}};
  reply.headers = {{"ETag", tag}, {"Cache-Control", "no-store"}};
  if (reply.status == 200) reply.headers.emplace_back("X-Outpost-Preview", look.picture->about);
  return std::optional(std::move(reply));
}

Answer get_test_card(Api&, Call&) { return std::optional(Reply::json(200, app::test_card_json())); }

Answer print_test_card(Api& api, Call& call) {
  OUTPOST_TRY(const auto unit, unit_of(api, call));
  if (unit.driver != "escpos")
    return fail(Code::not_found, "not-a-printer", "This unit is not a receipt printer.");
  return queue(api, call, unit, "print", app::test_card_job(unit.width_columns));
}

}  // namespace outpost::http
