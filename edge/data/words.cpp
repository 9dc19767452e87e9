#include "edge/data/words.hpp"

#include <cstddef>

namespace outpost::data {
namespace {

template <class E> struct Names;  // in the order of the enum
template <> struct Names<Role> {
  static constexpr std::array<std::string_view, 6> v{"kiosk",   "cashier", "technician",
                                                     "manager", "owner",   "device"};
};
template <> struct Names<Unit> { static constexpr std::array<std::string_view, 2> v{"piece", "kg"}; };
template <> struct Names<TaxKind> {
  static constexpr std::array<std::string_view, 3> v{"taxed", "zero", "exempt"};
};
template <> struct Names<CartState> {
  static constexpr std::array<std::string_view, 4> v{"open", "quoted", "ordered", "abandoned"};
};
template <> struct Names<OrderState> {
  static constexpr std::array<std::string_view, 5> v{"awaiting_payment", "payment_unknown", "paid",
                                                     "cancelled", "refunded"};
};
template <> struct Names<Tender> { static constexpr std::array<std::string_view, 2> v{"cash", "code"}; };
template <> struct Names<PaymentState> {
  static constexpr std::array<std::string_view, 5> v{"pending", "approved", "declined", "unknown",
                                                     "reversed"};
};
template <> struct Names<CommandState> {
  static constexpr std::array<std::string_view, 5> v{"queued", "sent", "done", "failed", "unknown"};
};
template <> struct Names<SyncState> {
  static constexpr std::array<std::string_view, 3> v{"local", "received", "applied"};
};

template <class E> std::string_view name(E v) { return Names<E>::v.at(static_cast<std::size_t>(v)); }

}  // namespace

std::string_view name_of(Role v) { return name(v); }
std::string_view name_of(Unit v) { return name(v); }
std::string_view name_of(TaxKind v) { return name(v); }
std::string_view name_of(CartState v) { return name(v); }
std::string_view name_of(OrderState v) { return name(v); }
std::string_view name_of(Tender v) { return name(v); }
std::string_view name_of(PaymentState v) { return name(v); }
std::string_view name_of(CommandState v) { return name(v); }
std::string_view name_of(SyncState v) { return name(v); }

template <class E> std::optional<E> parse(std::string_view text) {
  for (std::size_t i = 0; i < Names<E>::v.size(); ++i)
    if (Names<E>::v[i] == text) return static_cast<E>(i);
  return std::nullopt;
}
template std::optional<Role> parse(std::string_view);
template std::optional<Unit> parse(std::string_view);
template std::optional<TaxKind> parse(std::string_view);
template std::optional<CartState> parse(std::string_view);
template std::optional<OrderState> parse(std::string_view);
template std::optional<Tender> parse(std::string_view);
template std::optional<PaymentState> parse(std::string_view);
template std::optional<CommandState> parse(std::string_view);
template std::optional<SyncState> parse(std::string_view);

}  // namespace outpost::data
