using Gexia.Cli.Report;

namespace Gexia.Tests.Report;

public class CaptionOverlapTests
{
    [Theory]
    [InlineData("a|b|c", "a|b", "Train and test captions are the same texts")]
    [InlineData("a|b", " a |x", "1 of the 2 different test captions")]
    [InlineData("a|b", "x|y", null)]
    [InlineData("a", "", null)]
    public void It_is_said_when_test_texts_were_read_in_training(string train, string test, string? expected)
    {
        var notice = CaptionOverlap.Notice(train.Split('|'), test.Split('|', StringSplitOptions.RemoveEmptyEntries), "captions");
        if (expected is null) Assert.Null(notice);
        else Assert.StartsWith(expected, notice);
    }
}
