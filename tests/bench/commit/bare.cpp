#include "tests/bench/commit/bare.hpp"

#include <numeric>

namespace outpost::bench {

struct BareSales::Statements {
  explicit Statements(sqlite::Db& db)
      : begin(db.prepare("BEGIN IMMEDIATE")), end(db.prepare("COMMIT")),
        cart(db.prepare("INSERT INTO cart(n,id,station,state,version,opened_us,order_id) "
                        "VALUES(?,?,?,'ordered',8,?,?)")),
        cart_line(db.prepare(
            "INSERT INTO "
            "cart_line(n,cart_id,id,sku,name,name_en,code,quantity_milli,unit,unit_price_fen,discount_fen,"
            "amount_fen,tax_rate_bp,tax_code,tax_kind) "
            "VALUES(?,?,?,?,?,?,'',1000,'piece',?,0,?,1300,'1070101','taxed')")),
        quote(db.prepare(
            "INSERT INTO quote(id,cart_id,cart_version,expires_us,discount_fen,total_fen,book_version,"
            "digest) VALUES(?,?,6,?,0,?,2,?)")),
        order(db.prepare(
            "INSERT INTO "
            "orders(n,id,cart_id,quote_id,call_digest,station,person,state,discount_fen,total_fen,paid_fen,"
            "pickup_code,created_us,paid_us,business_date,series,receipt_number,event_seq) "
            "VALUES(?,?,?,?,?,?,'ann','paid',0,?,?,'123456',?,?,20260101,?,?,?)")),
        order_line(db.prepare(
            "INSERT INTO "
            "order_line(n,order_id,id,sku,name,name_en,code,quantity_milli,unit,unit_price_fen,discount_fen,"
            "amount_fen,net_fen,tax_fen,tax_rate_bp,tax_code,tax_kind) "
            "VALUES(?,?,?,?,?,?,'',1000,'piece',?,0,?,?,?,1300,'1070101','taxed')")),
        payment(db.prepare(
            "INSERT INTO "
            "payment(n,order_id,id,call_digest,tender,state,amount_fen,tendered_fen,change_fen,rounding_fen,"
            "provider,provider_trade,reason,phase,station,person,created_us,decided_us) "
            "VALUES(?,?,?,?,'cash','approved',?,?,0,0,'','','','final',?,'ann',?,?)")),
        pay_l(db.prepare(
            "INSERT INTO pay_l(order_id,payment_id,kind,amount_fen,at_us) VALUES(?,?,'cash',?,?)")),
        cash_l(db.prepare("INSERT INTO cash_l(station,payment_id,delta_fen,at_us) VALUES(?,?,?,?)")),
        stock_l(db.prepare("INSERT INTO stock_l(sku,delta_milli,reason,order_id,line_id,at_us) "
                           "VALUES(?,-1000,'sale',?,?,?)")),
        receipt(db.prepare("INSERT INTO receipt(n,series,number,order_id,business_date,paid_us) "
                           "VALUES((?1<<40)+?2,?1,?2,?3,20260101,?4)")),
        outbox(db.prepare(
            "INSERT INTO outbox(inc,seq,kind,version,at_us,ref,body) VALUES(?,?,'order.paid',1,?,?,?)")),
        head(db.prepare(
            "UPDATE outbox_head SET next_seq=?,next_receipt=?,last_business_date=20260101,latest_us=? "
            "WHERE inc=?")) {}

  sqlite::Stmt begin, end, cart, cart_line, quote, order, order_line, payment, pay_l, cash_l, stock_l,
      receipt, outbox, head;
};

namespace {

template <class... A> void put(sqlite::Stmt& st, const A&... args) {
  st.with(args...);
  st.run();
  st.reset();
}

}  // namespace

BareSales::BareSales(sqlite::Db& db, IdSource& ids, std::vector<BareLine> lines, std::size_t event_bytes)
    : db_(db), ids_(ids), lines_(std::move(lines)), body_(event_bytes, 'x'),
      st_(std::make_unique<Statements>(db)) {
  auto st = db.prepare("SELECT inc,series,next_seq,next_receipt FROM outbox_head WHERE is_current=1");
  st.step();
  inc_ = st.id(0), series_ = st.i64(1), seq_ = st.i64(2), receipt_ = st.i64(3);
}

BareSales::~BareSales() = default;

void BareSales::commit(int sales) {
  put(st_->begin);
  for (int i = 0; i < sales; ++i) sale();
  put(st_->end);
}

void BareSales::sale() {
  const Id cart = ids_.next(), quote = ids_.next(), order = ids_.next(), payment = ids_.next();
  SeededRandom random(static_cast<std::uint64_t>(seq_));
  Bytes order_key(16), payment_key(16);
  random.fill(order_key), random.fill(payment_key);
  const Micros now = 1'767'225'600 * us_per_s;
  const auto total = std::accumulate(lines_.begin(), lines_.end(), std::int64_t{0},
                                     [](std::int64_t sum, const BareLine& l) { return sum + l.price_fen; });
  const auto n = receipt_;
  std::int64_t place = n << 20;
  put(st_->cart, n, cart, "till1", now, order);
  put(st_->quote, quote, cart, now, total, ByteView(quote.bytes));
  put(st_->order, n, order, cart, quote, ByteView(order_key), "till1", total, total, now, now, series_,
      receipt_, seq_);
  for (const auto& l : lines_) {
    const Id id = ids_.next();
    ++place;
    const auto net = l.price_fen * 10'000 / 11'300;
    put(st_->cart_line, place, cart, id, l.sku, l.name, l.name_en, l.price_fen, l.price_fen);
    put(st_->order_line, place, order, id, l.sku, l.name, l.name_en, l.price_fen, l.price_fen, net,
        l.price_fen - net);
    put(st_->stock_l, l.sku, order, id, now);
  }
  put(st_->payment, (n << 20) + 1, order, payment, ByteView(payment_key), total, total, "till1", now, now);
  put(st_->pay_l, order, payment, total, now);
  put(st_->cash_l, "till1", payment, total, now);
  put(st_->receipt, series_, receipt_++, order, now);
  put(st_->outbox, inc_, seq_++, now, order, body_);
  put(st_->head, seq_, receipt_, now, inc_);
}

}  // namespace outpost::bench
