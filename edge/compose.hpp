// The whole of outpost-edge put together: what is made of what, in which order it starts and stops. Program
// code: nothing may include it but main.cpp and tools.
#pragma once

#include "edge/base/config/config.hpp"
#include "edge/base/result.hpp"

#include <memory>
#include <string>

namespace outpost {

class Edge {
public:
  /// Opens the store and binds all sockets; nothing is served yet. Every error is one sentence.
  static Result<std::unique_ptr<Edge>> open(const config::Config& config, const std::string& data_dir);
  ~Edge();

  /// Starts serving. Error of a part, in one sentence.
  Result<void> start();
  /// Ends everything in order, within about two seconds.
  void stop();

  std::string url() const;
  /// The code of the first run, "" once the owner has a password.
  std::string owner_code() const;
  /// Whether the writer gave a sign of life within the last ten seconds: what feeds the watchdog.
  bool alive() const;
  /// Housekeeping, called about once a second.
  void tick();

private:
  struct Parts;
  explicit Edge(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace outpost
