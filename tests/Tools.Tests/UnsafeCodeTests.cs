using Xunit;

namespace Keelson.Tools.Tests;

public class UnsafeCodeTests
{
    [Fact]
    public void All_unsafe_code_outside_of_runtime_says_why_it_holds()
    {
        string[] booted = ["arch/", "efi/", "stub/", "kernel/", "kernel-shim/"];
        string[] files =
        [
            .. SourceTree.WithExtensions(".cs").Where(file => !file.StartsWith("runtime/", StringComparison.Ordinal)),
        ];
        foreach (string layer in booted)
        {
            Assert.Contains(files, file => file.StartsWith(layer, StringComparison.Ordinal));
        }
        string[] problems =
        [
            .. files.SelectMany(file =>
                UnsafeCode.Unexplained(SourceTree.Read(file)).Select(found => $"{file}:{found.Line}: {found.Problem}")
            ),
        ];
        Assert.True(problems.Length == 0, string.Join('\n', problems));
    }

    [Theory]
    [InlineData("class A { unsafe int M(int* p) => *p; }", 1)]
    [InlineData("class A { unsafe int P => *(int*)1; }", 1)]
    [InlineData("class A { unsafe int* f = (int*)1; }", 1)]
    [InlineData("class A { void M() { unsafe { } } }", 1)]
    [InlineData("class A { void M() { unsafe void L() { } } }", 1)]
    [InlineData("class A { int M() => Unsafe.As<int>(null); }", 1)]
    [InlineData("unsafe struct A { }", 1)]
    [InlineData("// SAFETY: so\nunsafe struct A { }", 1)]
    [InlineData("class A { // SAFETY: \nunsafe int P => *(int*)1; }", 1)]
    [InlineData("class A {\n/// <summary>P</summary>\n// SAFETY: so\n[B] unsafe int P => *(int*)1; }", 0)]
    [InlineData("class A { unsafe int M() {\n// SAFETY: so\nreturn *(int*)1; } }", 0)]
    [InlineData("class A { void M() {\n// SAFETY: so\nunsafe { } } }", 0)]
    [InlineData("class A { int M() => Unsafe.SizeOf<int>(); }", 0)]
    [InlineData("class A { unsafe int* f; static unsafe extern void M(int* p); int N() => 1; }", 0)]
    public void Unsafe_code_is_found_where_it_stands(string source, int problems) =>
        Assert.Equal(problems, UnsafeCode.Unexplained(source).Count());
}
