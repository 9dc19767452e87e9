#include "edge/http/imports.hpp"

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

namespace outpost::http {
namespace {

constexpr std::size_t most_remembered = 16;  // outcomes that can still be asked for

const char* state_name(const std::optional<Result<app::ImportResult>>& end) {
  if (!end) return "running";
  return end->ok() && (*end)->errors.empty() ? "done" : "failed";
}

void describe(nlohmann::json& j, const Result<app::ImportResult>& end) {
  if (!end.ok()) {
    j["problem"] = {{"type", "/problems/" + end.error().name},
                    {"title", "Import failed"},
                    {"status", 422},
                    {"detail", end.error().text}};
    return;
  }
  j["rows"] = end->rows;
  j["codes"] = end->codes;
  j["catalogue_version"] = end->catalogue_version;
  j["more_errors"] = end->more_errors;
  for (const auto& e : end->errors) j["errors"].push_back({{"line", e.line}, {"text", e.text}});
}

}  // namespace

Imports::~Imports() { stop(); }

void Imports::stop() {
  if (thread_.joinable()) thread_.join();
}

Result<void> Imports::reserve(const Id& id) {
  const std::lock_guard lock(mutex_);
  if (running_)
    return fail(Code::conflict, "catalogue-busy", "Another import is running; try again when it has ended.");
  if (states_.size() >= most_remembered) states_.erase(states_.begin());  // ids rise with time
  states_[id] = {};
  running_ = true;
  return {};
}

void Imports::start(const Id& id, const std::string& path) {
  if (thread_.joinable()) thread_.join();  // the one before, which has ended
  thread_ = std::thread([this, id, path] { run(id, path); });
}

void Imports::release(const Id& id) {
  const std::lock_guard lock(mutex_);
  states_.erase(id);
  running_ = false;
}

void Imports::run(const Id& id, const std::string& path) {
  std::ifstream csv(path, std::ios::binary);
  std::remove(path.c_str());
  auto end = app::import_products(writer_, csv, [&](const app::ImportProgress& p) {
    const std::lock_guard lock(mutex_);
    states_[id].progress = p;
  });
  const std::lock_guard lock(mutex_);
  states_[id].end.emplace(std::move(end));
  running_ = false;
}

std::optional<std::string> Imports::json(const Id& id) const {
  const std::lock_guard lock(mutex_);
  const auto found = states_.find(id);
  if (found == states_.end()) return std::nullopt;
  const State& s = found->second;
  nlohmann::json j = {{"id", id.text()},
                      {"state", state_name(s.end)},
                      {"rows", s.progress.rows_done},
                      {"checking", !s.end && s.progress.checking},
                      {"errors", nlohmann::json::array()}};
  if (s.end) describe(j, *s.end);
  return j.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace outpost::http
