#include "devices/drivers/look_rule.hpp"

#include <algorithm>
#include <vector>

namespace outpost::dev {
namespace {

/// What a look said, in any order.
std::string words_of(const vision::WorkReply& reply) {
  std::vector<std::string> all;
  for (const auto& c : reply.codes)
    all.push_back(std::string(vision::symbology_name(c.symbology)) + ' ' + c.text);
  std::sort(all.begin(), all.end());
  std::string out;
  for (const auto& a : all) out += a + '\n';
  return out;
}

}  // namespace

bool LookRule::drowsy(Micros now) const {
  return gate_ && looks_ >= settled_looks && now - since_ >= drowsy_after;
}

bool LookRule::may_skip(Micros now) const {
  if (!gate_ || looks_ < settled_looks || now - since_ < settled_after) return false;
  return now - last_look_ < (drowsy(now) ? drowsy_look_every : look_every);
}

bool LookRule::may_rest(Micros now) const { return drowsy(now) && now - last_frame_ < drowsy_pause; }

void LookRule::on_looked(const vision::WorkReply& reply, Micros now) {
  auto said = words_of(reply);
  if (!reply.same || said != said_ || looks_ == 0) {
    looks_ = 0;
    since_ = now;
  }
  looks_ = std::min(looks_ + 1, settled_looks);
  last_look_ = now;
  said_ = std::move(said);
}

}  // namespace outpost::dev
