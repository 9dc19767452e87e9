#include "devices/sim/elm327_personality.hpp"

#include <algorithm>

namespace outpost::dev {
namespace {

std::vector<Personality> make() {
  std::vector<Personality> out(7);
  out[0].name = "genuine-1.5";
  out[0].id = "ELM327 v1.5";

  out[1].name = "genuine-2.2";
  out[1].id = "ELM327 v2.2";
  out[1].waits_on_pending = true;

  out[2].name = "clone-1.5";
  out[2].id = "ELM327 v1.5";
  out[2].unknown = {"ATAL", "ATCFC", "ATFCS", "ATAT", "ATPP", "ATIGN"};
  out[2].noisy = out[2].late_first_prompt = out[2].stray_byte = out[2].obd_flow_only = true;
  out[2].reply_chars = 768;
  out[2].cuts = true;

  out[3].name = "clone-2.1";
  out[3].id = "ELM327 v2.1";
  out[3].unknown = {"ATAL", "ATCRA", "ATCF", "ATCM", "ATFCS", "ATAT", "ATPC", "ATST", "ATIGN"};
  out[3].noisy = out[3].obd_flow_only = out[3].locks_on_tp = true;
  out[3].reply_chars = 768;

  out[4].name = "stn";
  out[4].id = "ELM327 v1.4b";
  out[4].stn_id = "STN2120 v5.6.2";
  out[4].trailing_blank = false;
  out[4].waits_on_pending = true;

  out[5].name = "wifi";
  out[5].id = "ELM327 v1.5";
  out[5].unknown = {"ATFCS", "ATPP"};
  out[5].reset_drops_link = out[5].obd_flow_only = true;

  out[6].name = "headerless";
  out[6].id = "OBDII v1.0";
  out[6].unknown = {"ATH"};
  return out;
}

}  // namespace

const std::vector<Personality>& personalities() {
  static const auto table = make();
  return table;
}

const Personality* personality(std::string_view name) {
  const auto& table = personalities();
  const auto i =
      std::find_if(table.begin(), table.end(), [&](const Personality& p) { return p.name == name; });
  return i == table.end() ? nullptr : &*i;
}

}  // namespace outpost::dev
