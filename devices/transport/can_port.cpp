#include "devices/transport/can_port.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <linux/can.h>
#include <linux/can/error.h>
#include <linux/can/raw.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace outpost::dev {
namespace {

constexpr std::size_t record = sizeof(can_frame);
static_assert(record == 16);
constexpr Micros full_pause = 2 * us_per_ms;  // some ten frames at 500 kbit/s

// Requests are let in too: those of another tester on the same line.
constexpr canid_t ext = CAN_EFF_FLAG, ext_mask = CAN_EFF_FLAG | CAN_RTR_FLAG;
constexpr std::array<can_filter, 8> wanted = {{
    {0x700, 0x700 | ext_mask},                  // 7xx: requests and answers of 11 bits
    {ext | 0x18DAF100, ext_mask | 0x1FFFFF00},  // answers to us
    {ext | 0x18DA00F1, ext_mask | 0x1FFF00FF},  // requests to one unit
    {ext | 0x18DB33F1, ext_mask | 0x1FFFFFFF},  // requests to all
    {ext | 0x00FECA00, ext_mask | 0x00FFFF00},  // SAE J1939: DM1
    {ext | 0x00FECB00, ext_mask | 0x00FFFF00},  // DM2
    {ext | 0x00EC0000, ext_mask | 0x00FF0000},  // its transport protocol: announcements
    {ext | 0x00EB0000, ext_mask | 0x00FF0000},  // and data
}};
constexpr can_err_mask_t errors =
    CAN_ERR_CRTL | CAN_ERR_PROT | CAN_ERR_ACK | CAN_ERR_BUSOFF | CAN_ERR_BUSERROR | CAN_ERR_RESTARTED;

bool is_up(int fd, const std::string& interface) {
  ifreq request{};
  std::strncpy(request.ifr_name, interface.c_str(), IFNAMSIZ - 1);
  return ::ioctl(fd, SIOCGIFFLAGS, &request) == 0 && (request.ifr_flags & IFF_UP) != 0;
}

}  // namespace

CanPort::CanPort(std::string interface)
    : interface_(std::move(interface)), what_("The CAN interface " + interface_) {}

Error CanPort::error(int number) const {
  switch (number) {
  case ENETDOWN:
  case ENODEV:
  case ENXIO:
    return fail(Code::io, "port-unplugged", fmt::format("{} went away or was switched off.", what_));
  default: return port_error(number, Peer::tty, what_);
  }
}

Result<void> CanPort::open(Micros) {
  const auto absent = [](std::string text) { return fail(Code::not_found, "port-absent", std::move(text)); };
  Fd fd(::socket(PF_CAN, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, CAN_RAW));
  if (!fd && (errno == EAFNOSUPPORT || errno == EPROTONOSUPPORT))
    return absent("This machine's kernel has no CAN.");
  if (!fd) return port_error(errno, Peer::tty, what_);
  sockaddr_can address{};
  address.can_family = AF_CAN;
  address.can_ifindex = static_cast<int>(::if_nametoindex(interface_.c_str()));
  if (address.can_ifindex == 0) return absent(what_ + " is not there.");
  if (!is_up(fd.get(), interface_)) return absent(what_ + " is switched off (ip link set NAME up).");
  // Set before bind: nothing unwanted may come in between.
  ::setsockopt(fd.get(), SOL_CAN_RAW, CAN_RAW_FILTER, wanted.data(), sizeof wanted);
  ::setsockopt(fd.get(), SOL_CAN_RAW, CAN_RAW_ERR_FILTER, &errors, sizeof errors);
  if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return error(errno);
  fd_ = std::move(fd);
  full_until_ = 0;
  return {};
}

Wait CanPort::wait(Micros now, bool want_write) const {
  Wait w{.fd = fd_.get(), .readable = true, .writable = want_write, .until = {}};
  if (want_write && full_until_ > now) w.writable = false, w.until = full_until_;
  return w;
}

Result<void> CanPort::step(Micros) { return {}; }

Result<std::size_t> CanPort::read(std::span<std::uint8_t> into, Micros) {
  std::size_t got = 0;
  while (got + record <= std::min(into.size(), max_read_bytes)) {
    const auto n = ::read(fd_.get(), into.data() + got, record);
    if (n == static_cast<ssize_t>(record)) {
      got += record;
      continue;
    }
    if (n >= 0 || errno == EAGAIN || errno == EINTR || got > 0)
      break;  // an error comes again at the next call
    return error(errno);
  }
  return got;
}

Result<std::size_t> CanPort::write(ByteView bytes, Micros now) {
  std::size_t sent = 0;
  while (sent + record <= bytes.size()) {
    const auto n = ::write(fd_.get(), bytes.data() + sent, record);
    if (n == static_cast<ssize_t>(record)) {
      sent += record;
      continue;
    }
    if (n < 0 && (errno == ENOBUFS || errno == EAGAIN || errno == EINTR)) {
      full_until_ = now + full_pause;
      break;
    }
    if (sent > 0) break;
    return error(n < 0 ? errno : EIO);
  }
  return sent;
}

}  // namespace outpost::dev
