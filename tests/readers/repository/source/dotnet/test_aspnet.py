"""Controllers of ASP.NET."""

from holdfast.model.facts import HealthHandler

from ..support import told


def test_the_route_of_a_class_and_of_its_method_make_a_path() -> None:
    code = """
        [ApiController]
        [Route("api/[controller]")]
        public class HealthController : ControllerBase
        {
            [HttpGet]
            public IActionResult Get() => Ok(new { state = "fine" });

            [HttpGet("ready")]
            public async Task<IActionResult> Ready()
            {
                if (!await _db.Database.CanConnectAsync()) return StatusCode(503);
                return Ok();
            }

            [HttpPost("ready")]
            public IActionResult Post() => Ok();
        }
        """
    files = {"Api/Api.csproj": "<Project/>", "Api/HealthController.cs": code}
    assert told(files, HealthHandler) == [
        "Api/HealthController.cs:5-6 path=/api/health constant=True framework=aspnet",
        "Api/HealthController.cs:8-13 path=/api/health/ready role=ready checks=(database) fails=True framework=aspnet",
    ]


def test_a_path_that_is_given_by_name_is_a_path() -> None:
    code = 'app.UseHealthChecks(path: "/health");\n'
    [line] = told({"Api.csproj": "<Project/>", "Program.cs": code}, HealthHandler)
    assert line == "Program.cs:1 path=/health constant=True framework=aspnet"
