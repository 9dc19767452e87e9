#include "sync/agent/line_monitor.hpp"

#include <boost/test/unit_test.hpp>

#include <zmq.h>

using namespace outpost;
using State = outpost::session::Line::State;

namespace {

struct Row {
  const char* story;
  std::vector<std::uint16_t> events;
  State state;
  const char* word;
};

}  // namespace

BOOST_AUTO_TEST_CASE(what_the_sockets_report_becomes_words) {
  const std::vector<Row> rows = {
      {"nothing yet", {}, State::down, "connecting"},
      {"nobody listens",
       {ZMQ_EVENT_CONNECT_DELAYED, ZMQ_EVENT_CLOSED, ZMQ_EVENT_CONNECT_RETRIED},
       State::down,
       "cannot be reached"},
      {"all well", {ZMQ_EVENT_CONNECTED, ZMQ_EVENT_HANDSHAKE_SUCCEEDED}, State::up, ""},
      {"lost later",
       {ZMQ_EVENT_CONNECTED, ZMQ_EVENT_HANDSHAKE_SUCCEEDED, ZMQ_EVENT_DISCONNECTED},
       State::down,
       "lost"},
      {"and back",
       {ZMQ_EVENT_CONNECTED, ZMQ_EVENT_HANDSHAKE_SUCCEEDED, ZMQ_EVENT_DISCONNECTED, ZMQ_EVENT_CONNECTED,
        ZMQ_EVENT_HANDSHAKE_SUCCEEDED},
       State::up,
       ""},
      {"key not known there",
       {ZMQ_EVENT_CONNECTED, ZMQ_EVENT_HANDSHAKE_FAILED_AUTH},
       State::refused,
       "outpost-hq store add"},
      {"their key wrong here",
       {ZMQ_EVENT_CONNECTED, ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL, ZMQ_EVENT_DISCONNECTED},
       State::refused,
       "public key of headquarters"},
      {"refused, then gone",
       {ZMQ_EVENT_CONNECTED, ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL, ZMQ_EVENT_CONNECT_DELAYED,
        ZMQ_EVENT_CLOSED},
       State::down,
       "cannot be reached"},
      {"refused, then let in",
       {ZMQ_EVENT_CONNECTED, ZMQ_EVENT_HANDSHAKE_FAILED_AUTH, ZMQ_EVENT_CONNECTED,
        ZMQ_EVENT_HANDSHAKE_SUCCEEDED},
       State::up,
       ""},
  };
  for (const auto& row : rows) {
    agent::LineMonitor monitor("tcp://hq:1", "KEY");
    for (const auto event : row.events) monitor.on_event(event, 400);
    BOOST_TEST((monitor.line().state == row.state), row.story);
    BOOST_TEST(monitor.line().text.find(row.word) != std::string::npos,
               row.story << ": " << monitor.line().text);
  }
}

BOOST_AUTO_TEST_CASE(a_refusal_stays_in_view_while_a_new_socket_tries) {
  agent::LineMonitor first("tcp://hq:1", "KEY");
  first.on_event(ZMQ_EVENT_CONNECTED, 0);
  first.on_event(ZMQ_EVENT_HANDSHAKE_FAILED_AUTH, 400);
  agent::LineMonitor second("tcp://hq:1", "KEY", first.line());
  BOOST_TEST((second.line().state == State::refused));
  second.on_event(ZMQ_EVENT_CONNECTED, 0);
  BOOST_TEST((second.line().state == State::refused));
  second.on_event(ZMQ_EVENT_HANDSHAKE_SUCCEEDED, 0);
  BOOST_TEST((second.line().state == State::up));
}
