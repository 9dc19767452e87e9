// A real outpost-edge on a store of its own, for as long as this object lives.
#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

namespace outpost::bench {

class Shop {
public:
  /// Programs from $OUTPOST_BIN_DIR, else from beside this one. Throws std::runtime_error with a sentence.
  explicit Shop(int tills);
  ~Shop();
  Shop(const Shop&) = delete;

  int port() const { return port_; }
  const std::string& dir() const { return dir_; }
  const std::vector<std::string>& tokens() const { return tokens_; }
  /// A counter of /metrics.
  double metric(const std::string& name) const;

private:
  std::string tool(const std::string& arguments) const;
  void start();

  std::string bin_, dir_;
  std::vector<std::string> tokens_;
  pid_t pid_ = 0;
  int port_ = 0;
};

inline constexpr int products = 200;
/// The code of product n.
std::string code_of(int n);

}  // namespace outpost::bench
