#include "devices/drivers/bay/adapter_profile.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace outpost::dev {
namespace {

using nlohmann::json;

constexpr std::size_t max_id = 64;
constexpr int max_protocol = 9;

}  // namespace

AdapterProfile AdapterProfiles::find(std::string_view id) const {
  const auto found =
      std::find_if(profiles_.begin(), profiles_.end(), [&](const AdapterProfile& p) { return p.id == id; });
  if (found != profiles_.end()) return *found;
  AdapterProfile fresh;
  fresh.id = id;
  return fresh;
}

bool AdapterProfiles::remember(const AdapterProfile& profile) {
  if (profile.id.empty() || profile.id.size() > max_id) return false;
  if (!profiles_.empty() && profiles_.front() == profile) return false;
  std::erase_if(profiles_, [&](const AdapterProfile& p) { return p.id == profile.id; });
  profiles_.push_front(profile);
  if (profiles_.size() > most) profiles_.pop_back();
  return true;
}

std::string AdapterProfiles::to_json() const {
  auto list = json::array();
  for (const auto& p : profiles_)
    list.push_back({{"id", p.id},
                    {"protocol", p.protocol},
                    {"counts_answers", p.counts_answers},
                    {"long_from_all", p.long_from_all},
                    {"wwh", p.wwh}});
  return json{{"adapters", list}}.dump(-1, ' ', false, json::error_handler_t::replace);
}

void AdapterProfiles::from_json(std::string_view text) {
  profiles_.clear();
  const auto j = json::parse(text, nullptr, false);
  if (!j.is_object() || !j.contains("adapters") || !j["adapters"].is_array()) return;
  for (const auto& item : j["adapters"]) {
    if (!item.is_object() || profiles_.size() == most) continue;
    AdapterProfile p;
    if (const auto id = item.find("id"); id != item.end() && id->is_string()) p.id = id->get<std::string>();
    if (const auto n = item.find("protocol"); n != item.end() && n->is_number_integer())
      p.protocol = n->get<int>();
    if (const auto b = item.find("counts_answers"); b != item.end() && b->is_boolean()) p.counts_answers = *b;
    if (const auto b = item.find("long_from_all"); b != item.end() && b->is_boolean()) p.long_from_all = *b;
    if (const auto b = item.find("wwh"); b != item.end() && b->is_boolean()) p.wwh = *b;
    if (p.protocol < 0 || p.protocol > max_protocol) p.protocol = 0;
    if (!p.id.empty() && p.id.size() <= max_id) profiles_.push_back(std::move(p));
  }
}

}  // namespace outpost::dev
