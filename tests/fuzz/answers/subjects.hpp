// Sound answers to begin from: what every simulated car says to every service, on every protocol, with and
// without headers.
#pragma once

#include "devices/codec/obd.hpp"

#include <string>
#include <vector>

namespace outpost::fuzz {

/// A question and its sound answer, line by line.
struct Subject {
  std::string car;
  dev::Bus bus = dev::Bus::none;
  bool headers = true;
  dev::ObdRequest request;
  std::string sent;  ///< as it went to the adapter
  std::vector<std::string> lines;

  dev::ReplyContext context() const { return {bus, headers, sent, 0}; }
};

/// The lines and a prompt through the reader of the product. Empty when the reader gave nothing.
dev::ElmReply reply_of(const std::vector<std::string>& lines);

/// All exchanges that give a value; throws std::runtime_error when a car cannot be loaded.
std::vector<Subject> sound_answers();

}  // namespace outpost::fuzz
