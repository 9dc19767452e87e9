// The words that rows, shapes and rules share: each an enum and the one text under which it is stored and
// sent. Pure tables; any thread.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace outpost::data {

enum class Role { kiosk, cashier, technician, manager, owner, device };
enum class Unit { piece, kg };
enum class TaxKind { taxed, zero, exempt };
enum class CartState { open, quoted, ordered, abandoned };
enum class OrderState { awaiting_payment, payment_unknown, paid, cancelled, refunded };
enum class Tender { cash, code };
enum class PaymentState { pending, approved, declined, unknown, reversed };
enum class CommandState { queued, sent, done, failed, unknown };
enum class SyncState { local, received, applied };

std::string_view name_of(Role v);
std::string_view name_of(Unit v);
std::string_view name_of(TaxKind v);
std::string_view name_of(CartState v);
std::string_view name_of(OrderState v);
std::string_view name_of(Tender v);
std::string_view name_of(PaymentState v);
std::string_view name_of(CommandState v);
std::string_view name_of(SyncState v);

/// parse<OrderState>("paid"); nothing for a text that is not in the table.
template <class E> std::optional<E> parse(std::string_view text);

inline constexpr std::array all_roles{Role::kiosk,   Role::cashier, Role::technician,
                                      Role::manager, Role::owner,   Role::device};

}  // namespace outpost::data
