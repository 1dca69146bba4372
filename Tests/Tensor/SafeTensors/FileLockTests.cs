using Gexia.Io;
using Gexia.Tests.Support;

namespace Gexia.Tests.Io;

public sealed class FileLockTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string root, path;

    public FileLockTests() => (root, path) = (folder.File("run"), Path.Combine(folder.File("run"), "run.lock"));

    public void Dispose() => folder.Dispose();

    private string Refusal() => Assert.Throws<GexiaException>(() => FileLock.Take(path, "the run")).Message;

    [Fact]
    public void The_second_is_told_who_has_it_until_the_first_gives_it_back()
    {
        using (FileLock.Take(path, "the run"))
        {
            Assert.Contains($"the run: process {Environment.ProcessId} is writing to it", Refusal());
            Assert.Contains($"process {Environment.ProcessId} ", Refusal());
        }
        Assert.False(File.Exists(path));
        FileLock.Take(path, "the run").Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("4711 elsewhere\n")]
    [InlineData("4711")]
    [InlineData("no number\n")]
    public void What_a_killed_process_left_behind_locks_nothing(string left)
    {
        Directory.CreateDirectory(root);
        File.WriteAllText(path, left);
        using var held = FileLock.Take(path, "the run");
        Assert.True(held.IsHeld);
        Assert.Contains($"process {Environment.ProcessId} is", Refusal());
    }

    [Fact]
    public void It_is_lost_when_the_folder_is_deleted_moved_or_replaced()
    {
        using (var held = FileLock.Take(path, "the run"))
        {
            Directory.Move(root, folder.File("moved"));
            Assert.False(held.IsHeld);
            using (var other = FileLock.Take(path, "the run"))
            {
                Assert.False(held.IsHeld);
                held.Dispose();
                Assert.True(other.IsHeld);          // giving back what is lost takes nothing from who has it now
            }
        }
        using var deleted = FileLock.Take(path, "the run");
        Directory.Delete(root, recursive: true);
        Assert.False(deleted.IsHeld);
    }

    [Fact]
    public void Nothing_that_lies_in_its_place_is_written_to()
    {
        Directory.CreateDirectory(root);
        var precious = folder.Write("precious", "words");
        File.CreateSymbolicLink(path, precious);
        Assert.Contains("no ordinary file", Refusal());
        Assert.Equal("words", File.ReadAllText(precious));
        File.Delete(path);
        File.WriteAllText(path, new string('x', 10_000));
        Assert.Contains("not written as one", Refusal());
        Assert.Equal(10_000, new FileInfo(path).Length);
        File.Delete(path);
        Directory.CreateDirectory(path);
        Assert.Contains("no ordinary file", Refusal());
    }

    [Fact]
    public void Of_many_one_has_it_at_a_time()
    {
        var (inside, most, taken) = (0, 0, 0);
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            for (var i = 0; i < 200; i++)
            {
                try
                {
                    using var held = FileLock.Take(path, "the run");
                    var now = Interlocked.Increment(ref inside);
                    if (now > most) most = now;
                    Interlocked.Increment(ref taken);
                    Thread.Yield();
                    Interlocked.Decrement(ref inside);
                }
                catch (GexiaException) { }
            }
        });
        Assert.Equal(1, most);
        Assert.True(taken >= 1);
    }
}
