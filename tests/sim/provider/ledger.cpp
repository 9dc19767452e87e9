#include "tests/sim/provider/ledger.hpp"

#include "edge/base/log/log.hpp"
#include "edge/base/paths.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>

#include <fcntl.h>
#include <fmt/core.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace outpost::provider_sim {
namespace {

using nlohmann::json;

json to_json(const Trade& t) {
  return {{"trade_no", t.trade_no},       {"behaviour", t.behaviour},   {"code", t.masked_code},
          {"asked_fen", t.asked_fen},     {"charged_us", t.charged_us}, {"success_us", t.success_us},
          {"reversed_us", t.reversed_us}, {"back_us", t.back_us},       {"refunded_fen", t.refunded_fen},
          {"closed", t.closed},           {"charges", t.charges},       {"reversals", t.reversals}};
}

Trade from_json(const json& j) {
  Trade t;
  t.trade_no = j.at("trade_no"), t.behaviour = j.at("behaviour"), t.masked_code = j.at("code");
  t.asked_fen = j.at("asked_fen"), t.charged_us = j.at("charged_us"), t.success_us = j.at("success_us");
  t.reversed_us = j.at("reversed_us"), t.back_us = j.at("back_us"), t.refunded_fen = j.at("refunded_fen");
  t.closed = j.at("closed"), t.charges = j.at("charges"), t.reversals = j.at("reversals");
  return t;
}

bool reached(Micros at_us, Micros now_us) { return at_us >= 0 && at_us <= now_us; }

}  // namespace

std::string_view name_of(TradeState state) {
  switch (state) {
  case TradeState::paying: return "paying";
  case TradeState::system_error: return "system_error";
  case TradeState::success: return "success";
  case TradeState::refused: return "refused";
  case TradeState::reversed: return "reversed";
  case TradeState::closed: return "closed";
  case TradeState::not_found: return "not_found";
  }
  return "system_error";
}

Result<std::unique_ptr<Ledger>> Ledger::open(const std::string& dir, Clock& clock, int pace_percent) {
  OUTPOST_CHECK(make_folder(dir, 0700));
  const std::string path = dir + "/ledger.jsonl";
  int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0)
    return fail(Code::io, "bad-ledger", fmt::format("{} cannot be opened: {}", path, std::strerror(errno)));
  std::unique_ptr<Ledger> ledger(new Ledger(fd, clock, pace_percent));
  OUTPOST_CHECK(ledger->load(path));
  return ledger;
}

Ledger::~Ledger() { ::close(fd_); }

Result<void> Ledger::load(const std::string& path) {
  std::ifstream in(path);
  std::string line;
  off_t whole = 0;
  while (std::getline(in, line) && !in.eof()) {
    auto record = json::parse(line, nullptr, false);
    if (!record.is_object()) return fail(Code::corrupt, "bad-ledger", path + " has a line that is not JSON");
    Trade trade;
    try {
      trade = from_json(record);
    } catch (const json::exception& e) {
      return fail(Code::corrupt, "bad-ledger",
                  fmt::format("{} has a record that lacks something: {}", path, e.what()));
    }
    whole += static_cast<off_t>(line.size()) + 1;
    trades_[trade.trade_no] = std::move(trade);
  }
  if (::ftruncate(fd_, whole) != 0) return fail(Code::io, "bad-ledger", path + " cannot be shortened");
  return {};
}

void Ledger::keep(const Trade& trade) {
  std::string line = to_json(trade).dump() + "\n";
  bool written = ::write(fd_, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  if (!written || ::fdatasync(fd_) != 0) {
    log::error("the ledger cannot be written: the truth would be lost");
    std::abort();
  }
}

bool Ledger::has_money(const Trade& t, Micros now_us) const {
  if (t.refunded_fen >= t.asked_fen) return false;
  if (t.reversed_us >= 0) return reached(t.back_us, now_us);
  return reached(t.success_us, now_us);
}

TradeState Ledger::state_of(const Trade& t, Micros now_us) const {
  const Behaviour& b = behaviour_with(t.behaviour);
  if (t.closed) return TradeState::closed;
  if (has_money(t, now_us)) return TradeState::success;
  if (t.reversed_us >= 0 || t.refunded_fen >= t.asked_fen) return TradeState::reversed;
  if (!b.refused.empty() && now_us >= t.charged_us + paced(b.refused_after_us)) return TradeState::refused;
  return b.silent ? TradeState::system_error : TradeState::paying;
}

Told Ledger::told(const Trade& t, TradeState state, std::string reason) const {
  const Behaviour& b = behaviour_with(t.behaviour);
  if (reason.empty() && state == TradeState::refused) reason = b.refused;
  return {state, t.asked_fen + b.lie_fen, std::move(reason)};
}

Told Ledger::charge(const std::string& trade_no, std::int64_t amount_fen, const std::string& code) {
  std::lock_guard lock(mutex_);
  Micros now_us = clock_.wall_us();
  auto [it, fresh] = trades_.try_emplace(trade_no);
  Trade& t = it->second;
  if (fresh) {
    const Behaviour& b = behaviour_of(code);
    t.trade_no = trade_no, t.behaviour = b.digits, t.masked_code = log::masked(code);
    t.asked_fen = amount_fen, t.charged_us = now_us;
    t.success_us = b.success_after_us == never_us ? never_us : now_us + paced(b.success_after_us);
    t.charges = b.deliveries;
  } else {
    t.charges++;
  }
  keep(t);
  if (t.closed) return told(t, TradeState::refused, "order-closed");
  if (t.asked_fen != amount_fen) return told(t, TradeState::refused, "trade-number-used");
  return told(t, state_of(t, now_us));
}

Told Ledger::query(const std::string& trade_no) {
  std::lock_guard lock(mutex_);
  auto it = trades_.find(trade_no);
  if (it == trades_.end()) return {};
  const Trade& t = it->second;
  if (behaviour_with(t.behaviour).mute_queries && t.reversals == 0) return told(t, TradeState::system_error);
  return told(t, state_of(t, clock_.wall_us()));
}

Told Ledger::reverse(const std::string& trade_no) {
  std::lock_guard lock(mutex_);
  auto it = trades_.find(trade_no);
  if (it == trades_.end()) return {};
  Trade& t = it->second;
  const Behaviour& b = behaviour_with(t.behaviour);
  Micros now_us = clock_.wall_us();
  t.reversals++;
  Told answer = told(t, TradeState::reversed);
  if (t.reversals <= b.stubborn_reversals) {
    answer = told(t, TradeState::system_error);
  } else if (!b.reversible && has_money(t, now_us)) {
    answer = told(t, TradeState::refused, "too-late");
  } else if (t.closed || state_of(t, now_us) == TradeState::refused) {
    answer = told(t, state_of(t, now_us));
  } else if (t.reversed_us < 0) {
    t.reversed_us = now_us;
    t.back_us = b.back_after_us == never_us ? never_us : now_us + paced(b.back_after_us);
  }
  keep(t);
  return answer;
}

Told Ledger::close(const std::string& trade_no) {
  std::lock_guard lock(mutex_);
  auto [it, fresh] = trades_.try_emplace(trade_no);
  Trade& t = it->second;
  if (!fresh) return told(t, state_of(t, clock_.wall_us()));
  t.trade_no = trade_no, t.behaviour = "01", t.charged_us = clock_.wall_us(), t.closed = true;
  keep(t);
  return told(t, TradeState::closed);
}

Told Ledger::refund(const std::string& trade_no, std::int64_t amount_fen) {
  std::lock_guard lock(mutex_);
  auto it = trades_.find(trade_no);
  if (it == trades_.end()) return {};
  Trade& t = it->second;
  if (!has_money(t, clock_.wall_us())) return told(t, state_of(t, clock_.wall_us()));
  if (amount_fen != t.asked_fen) return told(t, TradeState::refused, "not-the-whole-amount");
  t.refunded_fen = amount_fen;
  keep(t);
  return told(t, TradeState::reversed);
}

std::string Ledger::behaviour(const std::string& trade_no) const {
  std::lock_guard lock(mutex_);
  auto it = trades_.find(trade_no);
  return it == trades_.end() ? std::string{} : it->second.behaviour;
}

std::string Ledger::report() const {
  std::lock_guard lock(mutex_);
  Micros now_us = clock_.wall_us();
  json items = json::array();
  std::int64_t all_fen = 0;
  for (const auto& [number, t] : trades_) {
    std::int64_t held_fen = has_money(t, now_us) ? t.asked_fen - t.refunded_fen : 0;
    all_fen += held_fen;
    items.push_back({{"trade_no", number},
                     {"behaviour", t.behaviour},
                     {"asked_fen", t.asked_fen},
                     {"held_fen", held_fen},
                     {"state", name_of(state_of(t, now_us))},
                     {"charges", t.charges},
                     {"reversals", t.reversals},
                     {"refunded_fen", t.refunded_fen}});
  }
  return json{{"items", std::move(items)}, {"held_fen", all_fen}}.dump();
}

}  // namespace outpost::provider_sim
