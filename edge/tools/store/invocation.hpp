// One call of outpost-store: its words, its configuration, its data folder; and how it reaches the store.
#pragma once

#include "edge/base/arguments.hpp"
#include "edge/base/config/config.hpp"
#include "edge/store/open.hpp"
#include "edge/store/readers.hpp"
#include "edge/store/writer.hpp"
#include "edge/tools/store/remote.hpp"

#include <memory>
#include <optional>
#include <string>

namespace outpost::tool {

struct Invocation {
  Arguments arguments;
  config::Config config;
  std::string dir;
};

/// The store taken by this program itself, while no edge runs.
struct Local {
  Local(store::Settings s, store::OpenStore opened, std::string directory);

  store::Settings settings;
  std::string dir;
  SystemClock clock;
  SystemRandom random;
  IdSource ids{clock, random};
  store::StoreLock lock;
  bool created;
  store::Writer writer;
  store::Readers readers;
};

/// Either this program holds the store, or a running edge does and is asked.
struct Box {
  std::unique_ptr<Local> local;
  std::optional<Remote> remote;
};

/// Takes the store when it is free, else finds the edge that holds it. Without `create`, `no-store` when
/// there is none. Every error is one sentence.
Result<Box> open_box(const Invocation& call, bool create);

}  // namespace outpost::tool
