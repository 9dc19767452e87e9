// What the parts of the device link share. Everything but `post` is used by the link's thread only.
#pragma once

#include "edge/app/actor.hpp"
#include "edge/links/device_link.hpp"
#include "edge/links/device_seat.hpp"
#include "edge/links/router_socket.hpp"

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace outpost::links {

class LinkCore : public std::enable_shared_from_this<LinkCore> {
public:
  LinkCore(DeviceLinkOptions o, store::Writer& w, app::UnitBoard& b, app::CodePayments& p, Clock& c,
           DeviceNews n)
      : options(std::move(o)), writer(w), board(b), payments(p), clock(c), news(std::move(n)),
        started_us(clock.boot_us()) {}

  /// Runs `later` on the link's thread. Any thread; for what the writer tells.
  void post(std::function<void()> later);
  void run_posted();

  /// False when the device is away: nothing has left.
  bool send(const Seat& seat, ipc::Message message);
  /// Puts what is known of a unit on the board, and tells the screens when its state changed.
  void show(Seat& seat);
  /// The wall clock at a moment of the boot clock that a device named; never in the future.
  Micros wall_of(Micros boot_us) const;
  /// Who acts when a device does.
  app::Actor actor_of(const Seat& seat, app::Role role = app::Role::device) const;

  const DeviceLinkOptions options;
  store::Writer& writer;
  app::UnitBoard& board;
  app::CodePayments& payments;
  Clock& clock;
  const DeviceNews news;
  const Micros started_us;  ///< boot clock: since then devices can be heard
  std::unique_ptr<RouterSocket> socket;
  std::map<std::string, Seat> seats;
  std::atomic<std::uint64_t> strangers{0};

private:
  std::mutex mutex_;
  std::vector<std::function<void()>> posted_;
};

}  // namespace outpost::links
