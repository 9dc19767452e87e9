// Catalogue imports under way: each runs on a thread of its own, and its progress can be asked for.
#pragma once

#include "edge/app/import_products.hpp"
#include "edge/base/id.hpp"

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace outpost::http {

class Imports {
public:
  explicit Imports(store::Writer& writer) : writer_(writer) {}
  ~Imports();

  /// Starts an import of the file, which is deleted when it ends. Error `catalogue-busy` (conflict) while
  /// another one runs.
  Result<void> start(const Id& id, const std::string& path);
  /// The shape Import; nothing when the id is not known (any more).
  std::optional<std::string> json(const Id& id) const;
  /// Waits for the one under way; the writer must be stopped or running.
  void stop();

private:
  struct State {
    app::ImportProgress progress;
    std::optional<Result<app::ImportResult>> end;
  };
  void run(const Id& id, const std::string& path);

  store::Writer& writer_;
  mutable std::mutex mutex_;
  std::map<Id, State> states_;  // the last few
  bool running_ = false;
  std::thread thread_;
};

}  // namespace outpost::http
