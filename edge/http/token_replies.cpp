#include "edge/http/token_replies.hpp"

namespace outpost::http {

std::optional<Reply> TokenReplies::find(const std::string& call, Micros boot_us) {
  const std::lock_guard lock(mutex_);
  while (!rows_.empty() && rows_.front().until_us <= boot_us) rows_.pop_front();
  for (const auto& row : rows_)
    if (row.call == call) return row.reply;
  return std::nullopt;
}

void TokenReplies::keep(std::string call, const Reply& reply, Micros boot_us) {
  const std::lock_guard lock(mutex_);
  if (rows_.size() >= most) rows_.pop_front();
  rows_.push_back({std::move(call), reply, boot_us + life_us});
}

}  // namespace outpost::http
