"""Words by which people name what they need, in Vietnamese and English."""

from __future__ import annotations

from collections.abc import Mapping

STRONG, FAIR, WEAK = 1.0, 0.7, 0.4
"""Worth of a cue: it names the need; it usually means it; it may mean it."""

CUES: Mapping[str, Mapping[float, str]] = {
    "capital": {
        STRONG: (
            "vốn; gọi vốn; huy động vốn; vốn đầu tư; vốn mồi; vốn hạt giống; nhà đầu tư; quỹ đầu tư; đầu "
            "tư mạo hiểm; vay vốn; vốn vay; tín dụng; rót vốn; thiên thần; tài trợ; kinh phí; funding; "
            "capital; investor; investors; investment; venture capital; seed funding; fundraising; raise "
            "money; loan; loans; grant; grants; angel; vc"
        ),
        FAIR: "đầu tư; tiền; quỹ; ngân hàng; vay; money; finance; financing; bank; credit; fund",
    },
    "lab": {
        STRONG: (
            "phòng thí nghiệm; thí nghiệm; phòng lab; lab; labs; laboratory; laboratories; kiểm nghiệm; "
            "phân tích mẫu; đo kiểm; đo hàm lượng; hàm lượng hoạt chất; kiểm định chất lượng; thiết bị thí nghiệm; "
            "phòng sạch; test mẫu; lab "
            "equipment; sample testing"
        ),
        FAIR: (
            "thiết bị; máy móc; xưởng thử; chiết xuất; sấy lạnh; thử mẫu; phân tích; equipment; "
            "instrument; instruments; testing; clean room; machinery; workshop; makerspace; máy in 3d; "
            "fab lab; fablab"
        ),
        WEAK: "máy; bào chế; machine; machines",
    },
    "research_partner": {
        STRONG: (
            "đối tác nghiên cứu; hợp tác nghiên cứu; cùng nghiên cứu; nhà khoa học; viện nghiên cứu; nhóm "
            "nghiên cứu; đề tài khoa học; nghiên cứu khoa học; research; research partner; joint "
            "research; scientist; scientists; researcher; researchers; r d; đơn vị giải; đơn vị giải quyết; "
            "đơn vị giải bài toán; đơn vị giải quyết bài toán; người giải; người giải bài toán; ai giải; "
            "ai giải bài toán; nhóm giải; nhóm giải bài toán; có thể giải bài toán; có thể giải quyết bài "
            "toán; giúp giải bài toán; giải giúp bài toán; lời giải; lời giải cho bài toán; lời giải bài "
            "toán; giải pháp cho bài toán; có bài toán; tìm giải pháp; đơn vị có giải pháp; solver; solvers; "
            "solve our problem; solve our challenge; who can solve; find a solution; find solutions"
        ),
        FAIR: (
            "nghiên cứu; chuyển giao công nghệ; công nghệ lõi; trường đại học; giáo sư; tiến sĩ; "
            "university; professor; technology transfer; tech transfer"
        ),
        WEAK: "đề tài; chuyên gia; academic",
    },
    "first_customer": {
        STRONG: (
            "khách hàng đầu tiên; khách hàng; đầu ra; thị trường; nơi thử nghiệm; thử nghiệm thực tế; "
            "chạy thử; địa điểm thử nghiệm; triển khai thí điểm; thí điểm; kênh bán hàng; kênh phân phối; "
            "tiêu thụ sản phẩm; bán hàng; xuất khẩu; đơn hàng; người mua; đối tác phân phối; first "
            "customer; customer; customers; client; clients; pilot; pilot site; test site; market; market "
            "access; buyer; buyers; sales; distribution; distributor; export; proof of concept; poc; "
            "early adopter; early adopters"
        ),
        FAIR: (
            "thử nghiệm; dùng thử; tiêu thụ; đặt hàng; siêu thị; phân phối; đại lý; sandbox; retail; "
            "sell; orders; testbed; trial"
        ),
    },
    "supplier": {
        STRONG: (
            "nhà cung cấp; nguồn cung; nguyên liệu; nguyên vật liệu; vùng nguyên liệu; cung ứng; nhà cung "
            "ứng; gia công; đơn vị sản xuất; nhà sản xuất; supplier; suppliers; raw material; raw "
            "materials; manufacturer; manufacturers; vendor; vendors; supply chain; outsourcing; thuê "
            "ngoài"
        ),
        FAIR: (
            "bao bì; linh kiện; nhà máy; vật tư; cung cấp; chuỗi cung ứng; packaging; components; "
            "factory; supply"
        ),
    },
    "mentoring": {
        STRONG: (
            "cố vấn; người hướng dẫn; người đồng hành; huấn luyện viên; kèm cặp; người dẫn dắt; mentor; "
            "mentors; mentoring; mentorship; coach; coaching; advisor; advisors; adviser; advisers; "
            "advisory"
        ),
        FAIR: (
            "tư vấn; đồng hành; hướng dẫn; lời khuyên; chuyên gia; kinh nghiệm; advice; guidance; expert; "
            "experts; consulting; consultant"
        ),
    },
    "incubation": {
        STRONG: (
            "ươm tạo; vườn ươm; tăng tốc; tăng tốc khởi nghiệp; chương trình tăng tốc; incubator; "
            "incubators; incubation; accelerator; accelerators; acceleration; startup program; startup "
            "programme"
        ),
        FAIR: "ươm; tham gia cuộc thi; cuộc thi khởi nghiệp; bootcamp; hackathon; competition",
    },
    "coworking": {
        STRONG: (
            "không gian làm việc chung; không gian làm việc; chỗ làm việc; văn phòng; thuê văn phòng; chỗ "
            "ngồi; phòng họp; mặt bằng; coworking; co working; coworking space; office; office space; "
            "meeting room; workspace; desk; showroom; phòng trưng bày"
        ),
        FAIR: "trụ sở; địa điểm; không gian; trưng bày; premises; venue",
    },
    "legal_ip": {
        STRONG: (
            "pháp lý; pháp luật; luật sư; sở hữu trí tuệ; sở hữu công nghiệp; bằng sáng chế; sáng chế; "
            "nhãn hiệu; đăng ký nhãn hiệu; bản quyền; chỉ dẫn địa lý; kiểu dáng công nghiệp; giải pháp "
            "hữu ích; hợp đồng; legal; lawyer; lawyers; intellectual property; ip protection; patent; "
            "patents; trademark; trademarks; copyright; geographical indication; contract; contracts; "
            "shtt; thủ tục pháp lý"
        ),
        FAIR: (
            "giấy phép; thành lập công ty; đăng ký kinh doanh; thương hiệu; bảo hộ; law; licence; "
            "license; regulation; ip"
        ),
        WEAK: "luật; thủ tục; tiêu chuẩn; chứng nhận; brand; certification",
    },
    "staff": {
        STRONG: (
            "nhân lực; nhân sự; nhân viên; tuyển dụng; tuyển; thực tập sinh; sinh viên thực tập; thực "
            "tập; lao động; lập trình viên; kỹ sư; cộng tác viên; đào tạo nhân lực; người làm; staff; "
            "intern; interns; internship; internships; hire; hiring; recruit; recruitment; employees; "
            "talent; developers; engineers; workforce"
        ),
        FAIR: (
            "đào tạo; tập huấn; khóa học; kỹ năng; sinh viên; nhân tài; training; skills; students; "
            "graduates; course"
        ),
    },
    "public_programme": {
        STRONG: (
            "chương trình hỗ trợ; hỗ trợ của nhà nước; chính sách hỗ trợ; chương trình nhà nước; chính "
            "sách; ưu đãi; ưu đãi thuế; hỗ trợ của thành phố; đề án; ngân sách nhà nước; nhà nước hỗ trợ; "
            "public support; government support; support programme; support program; government "
            "programme; government program; public programme; subsidy; subsidies; incentive; incentives; "
            "policy; tax incentives; tax incentive"
        ),
        FAIR: (
            "nhà nước; chương trình; sở khoa học; chính quyền; nghị quyết; government; programme; scheme; "
            "miễn thuế"
        ),
    },
    "challenge": {
        STRONG: (
            "bài toán; bài toán cần giải; đề bài; thách thức; vấn đề cần giải quyết; bài toán đặt hàng; "
            "challenge; challenges; problem to solve; open innovation; problem statement"
        ),
        FAIR: "giải bài toán; nhu cầu công nghệ; problems; problem",
    },
}
"""Cues of each need by worth, several separated by ``;``. Vietnamese with its tones: how they are folded is up to
the reader of this table."""

ASKING = (
    "bài toán; đề bài; vấn đề; lời giải; giải pháp; giải quyết; giải; giúp; đơn vị; tổ chức; doanh nghiệp nào; "
    "ai có thể; có thể; tìm; tìm kiếm; cần; muốn; nhờ; solver; solvers; solve; solution; solutions; problem; "
    "problems; challenge; challenges; find; looking for; organisation; organisations; hệ thống; làm hệ thống; "
    "đội; đội giải; system; systems; team"
)
"""Phrases by which any help is asked for: they say nothing of what the matter is."""

INNOCENT = (
    "có vấn đề; vấn đề; vốn dĩ; vốn là; vốn có; tiền sử; lab rat; đầu tư công; quỹ đạo; quỹ đất; tăng tốc độ; "
    "thị trường chứng khoán; tiền lệ; tiền đề; tiên tiến; tiền giang; hợp đồng lao động"
)
"""Phrases that contain a cue but don't mean it (read without tones, ``co van de`` holds ``co van``, a mentor)."""

NEGATIONS = (
    "không cần; chưa cần; chẳng cần; không muốn; không tìm; không thiếu; đã có; không phải; không phải tìm; "
    "không phải cần; không cần tìm; chưa cần tìm; no need for; "
    "no need of; not looking for; don t need; do not need; not need; don t want; "
    "do not want; without"
)
"""What directly precedes a cue and takes its meaning away."""
JOINING = "và; hay; hoặc; lẫn; and; or; nor"
"""What carries a negation on from one cue to the next."""
TURNING = (
    "cần; tìm; muốn; thiếu; nhưng; mà; chỉ; song; need; needs; want; seek; looking; but; only; rather; just"
)
"""What ends a negation."""
NOT_NEEDED = "needed; required; necessary; wanted"
"""What takes away the meaning of all from a "no" shortly before it on ("no lab needed")."""

EMPTY = (
    "ấy; bằng; bị; bởi; các; cách; cái; cần; càng; chỉ; chưa; chúng; chuyện; có; còn; của; cùng; cũng; đã; "
    "đang; dành; đâu; đây; để; đến; đi; điều; đối; được; gì; giữa; hiện; hơn; không; là; lại; làm; lên; luôn; "
    "mà; mỗi; mọi; một; muốn; năm; nào; này; nếu; người; nhất; nhiều; như; nhưng; ở; rằng; rất; sẽ; sự; tại; "
    "thì; thứ; tôi; trên; từ; từng; và; vẫn; vào; về; vì; việc; với"
)
"""Words that say nothing at the ends of a phrase; with other tones they may be words that do ("có", but "hữu cơ")."""
