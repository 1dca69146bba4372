using Gexia.Cli;

namespace Gexia.Tests.Cli;

public class FailureTests
{
    public static TheoryData<Exception, int, string> Cases => new()
    {
        { CommandException.Usage("no such frame count"), 2, "no such frame count" },
        { CommandException.BadInput("clip.mp4: empty"), 3, "clip.mp4: empty" },
        { new OperationCanceledException(), 130, "cancelled." },
        { new FileNotFoundException("pairs.jsonl does not exist"), 3, "pairs.jsonl does not exist" },
        { new IOException("No space left on device : 'last.safetensors'"), 3, "No space left on device : 'last.safetensors'" },
        { new ArgumentException("use 1 to 256.", "count"), 2, "use 1 to 256." },
        { new TypeInitializationException("Simd", new ArgumentException("use avx2")), 2, "use avx2" },
        { new AggregateException(new GexiaException("two\nlines")), 3, "two lines" },
        { new NullReferenceException("oops"), 70, "internal error: oops (NullReferenceException); --verbose shows where." },
    };

    [Theory, MemberData(nameof(Cases))]
    public void An_exception_becomes_a_code_and_one_line(Exception error, int code, string line) =>
        Assert.Equal((code, line), Failure.Describe(error));
}
