#include "edge/core/code_payment_table.hpp"

namespace outpost::core {
namespace {

using P = CodePhase;
using A = CodeAsk;
using S = CodeSay;
using E = CodeEffect;

constexpr CodeRow rows[] = {
    // phase, question, reply, effect
    {P::charging, A::charge, S::paid, E::approve},
    {P::charging, A::charge, S::paying, E::look},
    {P::charging, A::charge, S::refused, E::decline},
    {P::charging, A::charge, S::unknown, E::look},
    {P::charging, A::charge, S::not_found, E::look},
    {P::charging, A::charge, S::not_sent,
     E::decline},  // no byte left the box: the customer may pay otherwise
    {P::charging, A::charge, S::reversed, E::gone},
    {P::charging, A::query, S::paid, E::approve},
    {P::charging, A::query, S::paying, E::look},
    {P::charging, A::query, S::refused, E::decline},
    {P::charging, A::query, S::unknown, E::look},
    {P::charging, A::query, S::not_found, E::look},  // the charge may still be in flight
    {P::charging, A::query, S::not_sent, E::look},
    {P::charging, A::query, S::reversed, E::gone},

    {P::reversing, A::reverse, S::reversed, E::watch_reversed},
    {P::reversing, A::reverse, S::not_found, E::close},
    {P::reversing, A::reverse, S::paid, E::query},
    {P::reversing, A::reverse, S::refused, E::query},
    {P::reversing, A::reverse, S::paying, E::reverse_again},
    {P::reversing, A::reverse, S::unknown, E::reverse_again},
    {P::reversing, A::reverse, S::not_sent, E::reverse_again},
    {P::reversing, A::close, S::reversed, E::watch_closed},
    {P::reversing, A::close, S::paid, E::reverse_again},
    {P::reversing, A::close, S::refused, E::reverse_again},
    {P::reversing, A::close, S::paying, E::reverse_again},
    {P::reversing, A::close, S::unknown, E::reverse_again},
    {P::reversing, A::close, S::not_found, E::reverse_again},
    {P::reversing, A::close, S::not_sent, E::reverse_again},
    {P::reversing, A::query, S::paid, E::refund_kept},
    {P::reversing, A::query, S::reversed, E::watch_reversed},
    {P::reversing, A::query, S::refused, E::watch_reversed},
    {P::reversing, A::query, S::not_found, E::close},
    {P::reversing, A::query, S::paying, E::reverse_again},
    {P::reversing, A::query, S::unknown, E::reverse_again},
    {P::reversing, A::query, S::not_sent, E::reverse_again},

    {P::watching, A::query, S::paid, E::refund_late},
    {P::watching, A::query, S::reversed, E::watch_on},
    {P::watching, A::query, S::refused, E::watch_on},
    {P::watching, A::query, S::not_found, E::watch_on},
    {P::watching, A::query, S::paying, E::watch_again},
    {P::watching, A::query, S::unknown, E::watch_again},
    {P::watching, A::query, S::not_sent, E::watch_again},

    {P::refunding, A::refund, S::reversed, E::refunded},
    {P::refunding, A::refund, S::refused, E::refund_refused},
    {P::refunding, A::refund, S::not_found, E::refund_refused},
    {P::refunding, A::refund, S::paid, E::refund_again},
    {P::refunding, A::refund, S::paying, E::refund_again},
    {P::refunding, A::refund, S::unknown, E::refund_again},
    {P::refunding, A::refund, S::not_sent, E::refund_again},
    {P::refunding, A::query, S::paid, E::refund_now},
    {P::refunding, A::query, S::reversed, E::refunded},
    {P::refunding, A::query, S::refused, E::refund_again},
    {P::refunding, A::query, S::not_found, E::refund_again},
    {P::refunding, A::query, S::paying, E::refund_again},
    {P::refunding, A::query, S::unknown, E::refund_again},
    {P::refunding, A::query, S::not_sent, E::refund_again},
};

/// Not definite, by phase: what a question that the phase does not ask would mean.
E not_definite(P phase) {
  if (phase == P::reversing) return E::reverse_again;
  if (phase == P::watching) return E::watch_again;
  if (phase == P::refunding) return E::refund_again;
  return E::look;
}

template <class V> struct Name {
  V value;
  std::string_view name;
};

constexpr Name<P> phase_names[] = {{P::charging, "charging"},
                                   {P::reversing, "reversing"},
                                   {P::watching, "watching"},
                                   {P::refunding, "refunding"},
                                   {P::final, "final"}};
constexpr Name<A> ask_names[] = {{A::charge, "charge"},
                                 {A::query, "query"},
                                 {A::reverse, "reverse"},
                                 {A::close, "close"},
                                 {A::refund, "refund"}};
constexpr Name<S> say_names[] = {
    {S::paid, "paid"},           {S::paying, "paying"},     {S::refused, "refused"},  {S::unknown, "unknown"},
    {S::not_found, "not_found"}, {S::not_sent, "not_sent"}, {S::reversed, "reversed"}};
constexpr Name<CodeBrand> brand_names[] = {{CodeBrand::wechat, "wechat"}, {CodeBrand::alipay, "alipay"}};

template <class V, std::size_t n> std::string_view find_name(const Name<V> (&names)[n], V value) {
  for (const auto& row : names)
    if (row.value == value) return row.name;
  return "?";
}

template <class V, std::size_t n>
std::optional<V> find_value(const Name<V> (&names)[n], std::string_view name) {
  for (const auto& row : names)
    if (row.name == name) return row.value;
  return std::nullopt;
}

}  // namespace

std::span<const CodeRow> code_rows() { return rows; }

CodeEffect code_effect(CodePhase phase, CodeAsk ask, CodeSay say) {
  for (const auto& row : rows)
    if (row.phase == phase && row.ask == ask && row.say == say) return row.effect;
  return not_definite(phase);
}

std::string_view name_of(CodePhase v) { return find_name(phase_names, v); }
std::string_view name_of(CodeAsk v) { return find_name(ask_names, v); }
std::string_view name_of(CodeSay v) { return find_name(say_names, v); }
std::string_view name_of(CodeBrand v) { return find_name(brand_names, v); }
std::optional<CodePhase> code_phase(std::string_view name) { return find_value(phase_names, name); }
std::optional<CodeSay> code_say(std::string_view name) { return find_value(say_names, name); }

}  // namespace outpost::core
