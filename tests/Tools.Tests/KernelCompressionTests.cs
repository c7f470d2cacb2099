using System.Diagnostics;
using System.IO.Compression;
using Keelson.Compression;
using Keelson.Images;
using Keelson.Tools.Fetch;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>Debian's kernels, packed by .NET and by zstd, unpacked by ours.</summary>
public class KernelCompressionTests
{
    [Theory]
    [InlineData("kernel-6.1-cloud")]
    [InlineData("kernel-6.12-cloud")]
    [InlineData("kernel-6.12-16k")]
    public void A_stock_kernel_unpacks_to_itself(string name)
    {
        byte[] kernel = Read(name);
        using var gzip = new MemoryStream();
        using (var stream = new GZipStream(gzip, CompressionLevel.Optimal, leaveOpen: true))
        {
            stream.Write(kernel);
        }

        AssertUnpacks(gzip.ToArray(), kernel);
        using var compressor = new ZstdSharp.Compressor(9);
        AssertUnpacks(compressor.Wrap(kernel).ToArray(), kernel);
    }

    private static byte[] Read(string name)
    {
        FetchedPackage? package = FetchedPackages.Current.Find(name);
        Assert.SkipWhen(package is null, $"{name} was not fetched: the fetch verb does it");
        return File.ReadAllBytes(package!.Require("boot/vmlinuz-*"));
    }

    private static void AssertUnpacks(byte[] packed, byte[] kernel)
    {
        byte[] scratch = new byte[Decompressor.ScratchSizeBytes];
        Assert.Equal(CompressionError.None, PackedKernel.TryParse<AllDecompressors>(packed, out PackedKernel file));
        Assert.Equal(
            CompressionError.None,
            file.ReadHeader<AllDecompressors>(scratch, out Arm64Image image, out Arm64ImageError error)
        );
        Assert.Equal(Arm64ImageError.None, error);
        byte[] place = new byte[image.ImageSizeBytes];
        long start = Stopwatch.GetTimestamp();
        Assert.Equal(CompressionError.None, file.Unpack<AllDecompressors>(place, scratch, out int size));
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        Assert.True(kernel.AsSpan().SequenceEqual(place.AsSpan(0, size)));
        TestContext.Current.SendDiagnosticMessage(
            $"{file.Method}: {packed.Length} to {size} bytes, {size / time.TotalSeconds / 1e6:F0} MB/s"
        );
    }
}
