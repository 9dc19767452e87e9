// A whole outpost-edge in this process, on a store of its own, so that the sanitizers see it all.
#pragma once

#include "tests/edge/http/client.hpp"

#include <memory>
#include <string>
#include <vector>

namespace outpost {
class Edge;
}

namespace outpost::test {

struct EdgeSetup {
  std::string edge_lines = {};  ///< more of [edge]
  std::string sections = {};    ///< [unit.NAME] ...
  bool catalogue = true;
  std::string provider_key = {};  ///< secrets/provider.key
};

/// Deleted with all that is in it.
struct TemporaryFolder {
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  const std::string path;
};

class RunningEdge {
public:
  explicit RunningEdge(EdgeSetup setup = {});
  ~RunningEdge();

  void stop();
  /// Changes a line of the settings, for the next start.
  void configure(const std::string& line, const std::string& other);
  void start();  ///< again on the same folder, on another port
  void tick();   ///< what the program does about once a second
  int port() const { return port_; }
  const std::string& dir() const { return dir_; }
  /// A new terminal's token.
  std::string token(const std::string& role, const std::string& station);
  const std::string& owner() const { return owner_; }

  Answer get(const std::string& path, const std::string& token) const;
  /// With a fresh key unless one is given.
  Answer post(const std::string& path, const std::string& token, const std::string& body = "{}",
              const std::string& key = "") const;
  Answer send(const std::string& method, const std::string& path, const std::string& token,
              const std::string& body = "", const std::string& key = "") const;

private:
  std::string dir_, config_;
  std::string owner_;
  std::unique_ptr<Edge> edge_;
  int port_ = 0;
};

/// The value of a JSON member: "a.b" goes inside; "" when it is not there.
std::string field(const std::string& json, const std::string& path);
std::string fresh_key();
/// The last part of a problem's type.
std::string problem_name(const Answer& answer);

inline const char* const soap = "6901234567892";  // 3.50 a piece in the test catalogue
/// sku,... of three products: soap, bread (12.00), apples (9.80 a kilogram).
std::string test_catalogue();

/// The calls of a sale up to the order; its id.
std::string ordered(const RunningEdge& edge, const std::string& token, int pieces = 1);

}  // namespace outpost::test
