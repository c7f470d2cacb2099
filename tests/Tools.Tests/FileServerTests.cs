using System.Net;
using Keelson.Tools.Qemu;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>What firmware that boots from a URI is answered.</summary>
public sealed class FileServerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-server-");
    private readonly byte[] _contents = new byte[300_000];
    private readonly FileServer _server;
    private readonly Uri _uri;

    public FileServerTests()
    {
        new Random(1).NextBytes(_contents);
        string file = Path.Combine(_folder.FullName, "a.efi");
        File.WriteAllBytes(file, _contents);
        _server = new(file);
        // A guest's name for this computer, which is none outside of it.
        _uri = new UriBuilder(_server.Uri) { Host = "127.0.0.1" }.Uri;
    }

    public void Dispose()
    {
        _server.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task The_size_is_asked_for_and_then_the_file()
    {
        using HttpClient client = new();
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using HttpRequestMessage head = new(HttpMethod.Head, _uri);
        using HttpResponseMessage size = await client.SendAsync(head, cancel);
        Assert.Equal(_contents.Length, size.Content.Headers.ContentLength);
        Assert.Equal(_contents, await client.GetByteArrayAsync(_uri, cancel));
        Assert.EndsWith("/a.efi", _server.Uri);
    }

    [Fact]
    public async Task What_is_not_there_and_what_is_not_meant_are_refused()
    {
        using HttpClient client = new();
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using HttpResponseMessage other = await client.GetAsync(new Uri(_uri, "/b.efi"), cancel);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        using HttpResponseMessage post = await client.PostAsync(_uri, new ByteArrayContent([1]), cancel);
        Assert.Equal(HttpStatusCode.NotImplemented, post.StatusCode);
        // Neither ends it.
        Assert.Equal(_contents, await client.GetByteArrayAsync(_uri, cancel));
    }
}
