#include "edge/http/poco_exchange.hpp"

#include "edge/base/page_headers.hpp"
#include "edge/http/plain_reply.hpp"
#include "edge/http/problem.hpp"

#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponseImpl.h>
#include <Poco/Net/HTTPServerSession.h>
#include <Poco/Net/StreamSocketImpl.h>
#include <Poco/String.h>

#include <algorithm>
#include <chrono>
#include <unistd.h>

namespace outpost::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// To see whether bytes of a next request were read along with this one.
class Session : public Poco::Net::HTTPServerSession {
public:
  using HTTPServerSession::HTTPServerSession;
  bool has_more() const { return buffered() > 0; }
};

Poco::Net::StreamSocket socket_on(int fd, int write_ms) {
  Poco::Net::StreamSocket socket(new Poco::Net::StreamSocketImpl(dup(fd)));
  socket.setSendTimeout(Poco::Timespan(write_ms * Poco::Timespan::MILLISECONDS));
  socket.setReceiveTimeout(Poco::Timespan(1, 0));  // the head is there already; the body sets its own
  return socket;
}

bool is_loopback(std::string_view peer) {
  return peer == "::1" || peer.starts_with("127.") || peer.starts_with("::ffff:127.");
}

}  // namespace

struct PocoExchange::Impl {
  Impl(int descriptor, int write_ms, bool keep)
      : fd(descriptor), may_keep(keep), params(new Poco::Net::HTTPServerParams),
        session(socket_on(descriptor, write_ms), params), response(session) {}

  int fd;
  bool may_keep;
  Poco::Net::HTTPServerParams::Ptr params;
  Session session;
  Poco::Net::HTTPServerResponseImpl response;
  std::unique_ptr<Poco::Net::HTTPServerRequestImpl> poco;
  Request request;
  std::size_t length = 0, read = 0;
  bool chunked = false, answered = false, broken = false, detached = false;

  Result<void> read_head(const std::string& peer);
  Result<void> read_some(char* into, std::size_t most, steady_clock::time_point until, std::size_t& got);
};

Result<void> PocoExchange::Impl::read_head(const std::string& peer) {
  const auto bad = fail(Code::invalid, "bad-request", "This is not a well-formed HTTP request.");
  try {
    poco = std::make_unique<Poco::Net::HTTPServerRequestImpl>(response, session, params.get());
  } catch (const Poco::Exception&) {
    return bad;
  }
  response.setVersion(Poco::Net::HTTPMessage::HTTP_1_1);
  request.peer = peer;
  request.from_loopback = is_loopback(peer);
  request.method = poco->getMethod();
  for (const auto& [name, value] : *poco) request.headers.emplace(Poco::toLower(name), value);
  const std::string& target = poco->getURI();
  const auto mark = target.find('?');
  if (mark != std::string::npos) request.query = parse_query(std::string_view(target).substr(mark + 1));
  OUTPOST_TRY(request.path, decode_path(std::string_view(target).substr(0, mark)));
  request.parts = path_parts(std::string_view(target).substr(0, mark));
  chunked = poco->getChunkedTransferEncoding();
  if (chunked && poco->hasContentLength()) return bad;  // two lengths: request smuggling
  try {
    if (poco->hasContentLength())
      length = static_cast<std::size_t>(std::max<Poco::Int64>(0, poco->getContentLength64()));
  } catch (const Poco::Exception&) {
    return bad;
  }
  return {};
}

Result<void> PocoExchange::Impl::read_some(char* into, std::size_t most, steady_clock::time_point until,
                                           std::size_t& got) {
  const auto late = fail(Code::timeout, "body-incomplete", "The body of this call did not arrive in time.");
  const auto left =
      std::chrono::duration_cast<std::chrono::microseconds>(until - steady_clock::now()).count();
  if (left <= 0) return late;
  session.socket().setReceiveTimeout(Poco::Timespan(left));
  auto& in = poco->stream();
  if (in.peek() == std::istream::traits_type::eof()) return late;  // one receive; a timeout reads as the end
  const auto there = static_cast<std::size_t>(std::max<std::streamsize>(in.rdbuf()->in_avail(), 1));
  in.read(into, static_cast<std::streamsize>(std::min(there, most)));
  got = static_cast<std::size_t>(in.gcount());
  return {};
}

PocoExchange::PocoExchange(int fd, const std::string& peer, int write_ms, bool may_keep)
    : impl_(std::make_unique<Impl>(fd, write_ms, may_keep)) {
  if (const auto head = impl_->read_head(peer); !head.ok()) {
    impl_->broken = true;
    const std::string bytes = plain_reply(problem(head.error(), ""));
    try {
      impl_->session.socket().sendBytes(bytes.data(), static_cast<int>(bytes.size()));
    } catch (const Poco::Exception&) {  // the client is gone: nobody is left to be told
    }
    impl_->answered = true;
  }
}

PocoExchange::~PocoExchange() = default;

bool PocoExchange::readable() const { return !impl_->broken; }
const Request& PocoExchange::request() const { return impl_->request; }
std::size_t PocoExchange::content_length() const { return impl_->length; }

Result<void> PocoExchange::read_body(std::size_t most, int within_ms,
                                     const std::function<Result<void>(std::string_view)>& sink) {
  if (impl_->chunked)
    return fail(Code::invalid, "length-required", "Send the body with a Content-Length, not in chunks.");
  if (impl_->length > most)
    return fail(Code::too_large, "body-too-large",
                "The body of this call may have at most " + std::to_string(most) + " bytes.");
  const auto until = steady_clock::now() + milliseconds(within_ms);
  char piece[16 << 10];
  try {
    if (impl_->length > 0 && impl_->poco->getExpectContinue()) impl_->response.sendContinue();
    while (impl_->read < impl_->length) {
      std::size_t got = 0;
      OUTPOST_CHECK(impl_->read_some(piece, std::min(sizeof piece, impl_->length - impl_->read), until, got));
      impl_->read += got;
      OUTPOST_CHECK(sink({piece, got}));
    }
  } catch (const Poco::Exception&) {
    return fail(Code::timeout, "body-incomplete", "The connection ended in the middle of the body.");
  }
  return {};
}

void PocoExchange::send(const Reply& reply) {
  if (impl_->answered) return;
  impl_->answered = true;
  auto& out = impl_->response;
  const bool whole = !impl_->chunked && impl_->read == impl_->length;
  impl_->may_keep = impl_->may_keep && whole && impl_->poco->getKeepAlive();
  try {
    out.setStatus(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(reply.status));
    out.setReason(Poco::Net::HTTPResponse::getReasonForStatus(out.getStatus()));
    out.setKeepAlive(impl_->may_keep);
    if (!reply.content_type.empty()) out.setContentType(reply.content_type);
    for (const auto& [name, value] : reply.headers) out.add(name, value);
    for (const auto& [name, value] : page_headers) out.set(name, value);
    if (!out.has("Cache-Control")) out.set("Cache-Control", "no-store");
    out.sendBuffer(reply.body.data(), reply.body.size());
  } catch (const Poco::Exception&) {  // the client went away or does not read
    impl_->may_keep = false;
  }
}

int PocoExchange::detach() {
  impl_->answered = impl_->detached = true;
  return impl_->fd;
}

PocoExchange::End PocoExchange::finish() {
  if (impl_->detached) return End::detached;
  if (!impl_->answered)
    send(problem(fail(Code::internal, "internal-error", "The server gave no answer."), impl_->request.path));
  // Pipelined bytes would be lost with the session's buffer: such a client must connect anew.
  return !impl_->broken && impl_->may_keep && !impl_->session.has_more() ? End::keep : End::close;
}

}  // namespace outpost::http
