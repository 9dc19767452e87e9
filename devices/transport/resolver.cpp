#include "devices/transport/resolver.hpp"

#include <atomic>
#include <cstring>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <thread>

namespace outpost::dev {

struct Resolver::Answer {
  std::atomic<bool> ready{false};
  int error = 0;
  std::vector<Address> addresses;  // read only after `ready`
  HostPort name;
};

namespace {

void look_up(const HostPort& name, int flags, int& error, std::vector<Address>& out) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags | AI_NUMERICSERV;
  addrinfo* list = nullptr;
  error = getaddrinfo(name.host.c_str(), name.port.c_str(), &hints, &list);
  for (const auto* a = list; a && error == 0; a = a->ai_next) {
    Address address;
    address.length = a->ai_addrlen;
    std::memcpy(&address.bytes, a->ai_addr, a->ai_addrlen);
    out.push_back(address);
  }
  if (list) freeaddrinfo(list);
}

}  // namespace

void Resolver::start(const HostPort& name) {
  answer_ = std::make_shared<Answer>();
  answer_->name = name;
  look_up(name, AI_NUMERICHOST, answer_->error, answer_->addresses);
  if (answer_->error == 0) {
    answer_->ready = true;
    return;
  }
  std::thread([answer = answer_] {
    look_up(answer->name, 0, answer->error, answer->addresses);
    answer->ready.store(true, std::memory_order_release);
  }).detach();
}

std::optional<Result<std::vector<Address>>> Resolver::poll() {
  if (!answer_ || !answer_->ready.load(std::memory_order_acquire)) return std::nullopt;
  const auto answer = std::exchange(answer_, nullptr);
  if (answer->error != 0 || answer->addresses.empty())
    return fail(Code::unavailable, "port-unreachable",
                fmt::format("{}: {}.", answer->name.host, gai_strerror(answer->error)));
  return answer->addresses;
}

}  // namespace outpost::dev
