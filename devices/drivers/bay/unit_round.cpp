#include "devices/drivers/bay/unit_round.hpp"

#include <algorithm>
#include <array>

namespace outpost::dev {
namespace {

// A unit keeps these to itself when all are asked: it does not have what was asked for.
bool kept_silent(const UnitFault& fault) {
  constexpr std::array<std::string_view, 5> names = {"negative-11", "negative-12", "negative-31",
                                                     "negative-7E", "negative-7F"};
  return std::find(names.begin(), names.end(), fault.name) != names.end();
}

template <class T> void append(std::vector<T>& to, std::vector<T> from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

}  // namespace

bool may_be_long(const ObdRequest& request) { return request.service() != 0x01 || request.bytes.size() > 2; }

void UnitRound::begin(const SafeRequest& whole, const std::vector<std::uint32_t>& units) {
  whole_ = whole;
  left_.assign(units.begin(), units.end());
  answer_ = {};
  answer_.reading.no_data = true;
  asked_ = false;
}

std::optional<SafeRequest> UnitRound::next() {
  if (left_.empty()) return std::nullopt;
  auto request = whole_->request();
  request.to = left_.front();
  left_.pop_front();
  auto safe = SafeRequest::make(std::move(request));
  return safe ? std::optional(std::move(*safe)) : std::nullopt;  // what reads from all reads from one
}

void UnitRound::take(CarAnswer answer) {
  auto& sum = answer_.reading;
  std::erase_if(answer.reading.faults, kept_silent);
  sum.no_data = sum.no_data && answer.reading.no_data;
  sum.spoilt = sum.spoilt || answer.reading.spoilt;
  sum.pending += answer.reading.pending;
  append(sum.values, std::move(answer.reading.values));
  append(sum.faults, std::move(answer.reading.faults));
  append(answer_.lines, std::move(answer.lines));
  answer_.silent = answer_.silent || answer.silent;
  if (!std::exchange(asked_, true)) answer_.asked_us = answer.asked_us;
  answer_.answered_us = answer.answered_us;
  if (answer.silent) left_.clear();
}

CarAnswer UnitRound::finish() {
  auto out = std::move(answer_);
  out.request = whole_->request();
  drop();
  return out;
}

}  // namespace outpost::dev
