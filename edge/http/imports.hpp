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

  /// Keeps the place for an import. Error `catalogue-busy` (conflict) while another one has it.
  Result<void> reserve(const Id& id);
  /// Starts the import that has the place. The file is deleted when it ends.
  void start(const Id& id, const std::string& path);
  /// Gives the place back: the call that reserved it was not committed.
  void release(const Id& id);
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
