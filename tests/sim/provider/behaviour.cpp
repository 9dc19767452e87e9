#include "tests/sim/provider/behaviour.hpp"

namespace outpost::provider_sim {
namespace {

constexpr Micros s = us_per_s;
constexpr std::string_view scripted = "1000000000000000";  // 10 and fourteen zeros

constexpr Behaviour rows[] = {
    {.digits = "01", .name = "ok", .meaning = "paid at once"},
    {.digits = "02",
     .name = "refused",
     .meaning = "refused at once: balance-too-low",
     .success_after_us = never_us,
     .refused = "balance-too-low"},
    {.digits = "03",
     .name = "password",
     .meaning = "asks for the password; paid after 6 s",
     .success_after_us = 6 * s},
    {.digits = "04",
     .name = "late",
     .meaning = "the reply is lost; paid after 8 s, until then system_error",
     .success_after_us = 8 * s,
     .answering = Answering::lost,
     .silent = true},
    {.digits = "05",
     .name = "never",
     .meaning = "no answer to the charge, system_error to queries and to two reversals; no money is taken",
     .success_after_us = never_us,
     .answering = Answering::never,
     .silent = true,
     .stubborn_reversals = 2},
    {.digits = "06",
     .name = "twice",
     .meaning = "the charge is delivered twice inside the provider; taken once",
     .deliveries = 2},
    {.digits = "07",
     .name = "lies",
     .meaning = "paid at once, but every reply tells one yuan too much",
     .lie_fen = 100},
    {.digits = "08",
     .name = "system-error",
     .meaning = "system_error, paid after 2 s",
     .success_after_us = 2 * s,
     .silent = true},
    {.digits = "09",
     .name = "slow",
     .meaning = "paid at once, told after 5 s",
     .answering = Answering::late,
     .answer_after_us = 5 * s},
    {.digits = "10",
     .name = "no-password",
     .meaning = "asks for the password, which is never typed",
     .success_after_us = never_us},
    {.digits = "11",
     .name = "after-reverse",
     .meaning = "system_error; reversed when asked, taken all the same 4 s later",
     .success_after_us = never_us,
     .silent = true,
     .back_after_us = 4 * s},
    {.digits = "12",
     .name = "stubborn",
     .meaning = "the password is never typed; three reversals end in system_error before one works",
     .success_after_us = never_us,
     .stubborn_reversals = 3},
    {.digits = "13",
     .name = "not-reversible",
     .meaning = "reply lost, queries system_error, paid after 1 s; the reversal is refused: too-late",
     .success_after_us = 1 * s,
     .answering = Answering::lost,
     .silent = true,
     .mute_queries = true,
     .reversible = false},
    {.digits = "14",
     .name = "forged",
     .meaning = "paid at once, replies to charge and query signed with another key until it is reversed",
     .answering = Answering::forged},
    {.digits = "15",
     .name = "garbage",
     .meaning = "paid at once, the reply to the charge is not JSON",
     .answering = Answering::garbage},
    {.digits = "16",
     .name = "huge",
     .meaning = "paid at once, the reply to the charge has ten million bytes",
     .answering = Answering::huge},
    {.digits = "17",
     .name = "request-lost",
     .meaning = "the charge never arrives",
     .success_after_us = never_us,
     .answering = Answering::dropped},
    {.digits = "18",
     .name = "cancelled",
     .meaning = "asks for the password; the customer cancels after 4 s",
     .success_after_us = never_us,
     .refused = "cancelled-by-customer",
     .refused_after_us = 4 * s},
    {.digits = "19",
     .name = "moved",
     .meaning = "paid at once, the reply to the charge is a redirect",
     .answering = Answering::moved},
};

}  // namespace

std::span<const Behaviour> behaviours() { return rows; }

const Behaviour& behaviour_with(std::string_view digits) {
  for (const auto& row : rows)
    if (row.digits == digits) return row;
  return rows[0];
}

const Behaviour& behaviour_of(std::string_view code) {
  if (code.size() != scripted.size() + 2 || !code.starts_with(scripted)) return rows[0];
  return behaviour_with(code.substr(scripted.size()));
}

}  // namespace outpost::provider_sim
