// Another tester on the same car is seen by the answers that it gets: of our units, to questions of others.
// Pure.
#pragma once

#include "devices/codec/elm327.hpp"
#include "devices/codec/obd_protocol.hpp"
#include "devices/codec/obd_request.hpp"
#include "edge/base/clock.hpp"

namespace outpost::dev {

/// True when a line of the reply (with headers) is a whole answer to another question than `request`.
bool answers_another(const ObdRequest& request, Bus bus, const ElmReply& reply, std::string_view sent);

/// When such answers have come. Single ones are a unit's slip.
class ForeignWatch {
public:
  void note(bool foreign, Micros now);
  /// True while another tester is at work.
  bool there(Micros now) const;
  void clear() { *this = {}; }

private:
  int count_ = 0;
  Micros last_us_ = 0;
};

}  // namespace outpost::dev
