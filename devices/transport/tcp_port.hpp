// `tcp:` - a network peer (a printer on 9100, a serial server, a WLAN OBD adapter). Connecting has a time
// limit; a peer that vanished without a word is found by keepalive probes; one that accepts nothing is found
// by a limit on unacknowledged data.
#pragma once

#include "devices/transport/fd_io.hpp"
#include "devices/transport/port_name.hpp"
#include "devices/transport/resolver.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

namespace outpost::dev {

class TcpPort final : public Transport {
public:
  explicit TcpPort(HostPort peer);

  Result<void> open(Micros now) override;
  Link link() const override { return link_; }
  Wait wait(Micros now, bool want_write) const override;
  Result<void> step(Micros now) override;
  Result<std::size_t> read(std::span<std::uint8_t> into, Micros now) override;
  Result<std::size_t> write(ByteView bytes, Micros now) override;
  void close() override;

private:
  Result<void> connect_next();
  Result<void> finish_connect();
  Error unreachable(const std::string& why) const;

  HostPort peer_;
  std::string what_;
  Resolver resolver_;
  std::vector<Address> addresses_;  // not tried yet
  Fd fd_;
  Link link_ = Link::closed;
  Micros give_up_ = 0;  // while opening
};

}  // namespace outpost::dev
