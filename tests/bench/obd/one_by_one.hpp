// The way of most programs: every identifier, freeze value, self-test and list in a request of its own, and
// the adapter is not told how many lines will come. The same link, plan and decoders as the product, so that
// only the manner of asking differs.
#pragma once

#include "devices/drivers/bay/bay_plan.hpp"
#include "devices/drivers/bay/elm_car_link.hpp"
#include "devices/drivers/driver.hpp"

#include <deque>

namespace outpost::bench {

class OneByOne final : public dev::DriverBase {
public:
  void on_open(Micros now) override { link_.on_open(now), after(now); }
  void on_close(Micros now) override { link_.on_close(now); }
  void on_bytes(ByteView bytes, Micros now) override { link_.on_bytes(bytes, now), after(now); }
  void on_tick(Micros now) override { link_.on_tick(now), after(now); }
  void on_command(const dev::Command&, Micros) override {}
  void on_bind(const dev::Binding&, Micros) override {}
  dev::Snapshot snapshot() const override { return {.status = {}, .counters = {}}; }
  std::optional<Micros> next_deadline() const override { return link_.next_deadline(); }

  bool done() const { return chapter_ == dev::BayChapter::end && queue_.empty(); }
  const dev::BayFacts& facts() const { return facts_; }
  Micros began_us = 0, ended_us = 0;  ///< from the first question behind the one that found the car
  int requests = 0;

private:
  void after(Micros now);
  bool plan();
  void take(const dev::CarAnswer& answer, Micros now);

  dev::ElmCarLink link_{[this](std::string_view text) { send(as_bytes(text)); }};
  dev::BayFacts facts_;
  dev::BayChapter chapter_ = dev::BayChapter::codes;
  std::set<Bytes> asked_;
  std::deque<dev::BayQuestion> queue_;
  bool out_ = false;
  int tries_ = 0;
};

}  // namespace outpost::bench
