using System.Text;
using BulkCopy.Emulator.PostForms;
using BulkCopy.Emulator.Signatures.Payloads;
using BulkCopy.Emulator.Tests.Signatures.Payloads;
using Xunit;

namespace BulkCopy.Emulator.Tests.PostForms;

public sealed class PostFormReaderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task Form_is_read_up_to_its_file(int atMost)
    {
        string content = string.Concat(Enumerable.Repeat("\r\n--not the boundary\r\n", 300));
        byte[] body = new FormBody().Field("key", "目标/a").Field("empty", "").File("C:\\dir\\图.jpg", content).Field("later", "ignored").End();
        var form = (await ReadAsync(EmulatorDialect.Cos, body, FormBody.ContentType, atMost)).Value!;
        Assert.Equal(("目标/a", "", null), (form["KEY"], form["empty"], form["later"]));
        Assert.Equal(("图.jpg", "image/jpeg"), (form.FileName, form.FileContentType));
        var file = new MemoryStream();
        await form.File.CopyToAsync(file, TestContext.Current.CancellationToken);
        Assert.Equal(content, Encoding.UTF8.GetString(file.ToArray()));
    }

    [Theory]
    [InlineData(EmulatorDialect.S3, 412, "PreconditionFailed")]
    [InlineData(EmulatorDialect.Oss, 400, "RequestIsNotMultiPartContent")]
    [InlineData(EmulatorDialect.Cos, 400, "MalformedPOSTRequest")]
    public async Task Body_that_is_no_form_is_refused(EmulatorDialect dialect, int status, string code)
    {
        foreach (string? type in new[] { null, "", "text/plain", "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=" + new string('x', 201) })
        {
            var refusal = (await ReadAsync(dialect, [], type)).Refusal!;
            Assert.Equal((status, code), (refusal.Status, refusal.Code));
        }
    }

    [Theory]
    [InlineData(EmulatorDialect.S3, "IncorrectNumberOfFilesInPostRequest")]
    [InlineData(EmulatorDialect.Oss, "IncorrectNumberOfFilesInPOSTRequest")]
    [InlineData(EmulatorDialect.Cos, "IncorrectNumberOfFilesInPostRequest")]
    public async Task Form_without_a_file_is_refused(EmulatorDialect dialect, string code) =>
        Assert.Equal(code, (await ReadAsync(dialect, new FormBody().Field("key", "a").End())).Refusal!.Code);

    [Theory]
    [InlineData(EmulatorDialect.S3, 21 * 1024, "MaxPostPreDataLengthExceededError")]
    [InlineData(EmulatorDialect.Oss, (2 << 20) + 1, "FieldItemTooLong")]
    [InlineData(EmulatorDialect.Cos, (1 << 20) + 1, "MalformedPOSTRequest")]
    public async Task Field_that_is_too_long_is_refused(EmulatorDialect dialect, int length, string code)
    {
        byte[] body = new FormBody().Field("key", new string('k', length)).File("a", "b").End();
        Assert.Equal(code, (await ReadAsync(dialect, body)).Refusal!.Code);
    }

    [Fact]
    public async Task Many_fields_together_are_refused()
    {
        var form = new FormBody();
        for (int i = 0; i < 30; i++)
            form.Field("x-amz-meta-" + i, new string('v', 1024));
        Assert.Equal("MaxPostPreDataLengthExceededError", (await ReadAsync(EmulatorDialect.S3, form.File("a", "b").End())).Refusal!.Code);
    }

    [Fact]
    public async Task Repeated_field_is_refused() =>
        Assert.Equal("MalformedPOSTRequest", (await ReadAsync(EmulatorDialect.S3, new FormBody().Field("key", "a").Field("Key", "b").File("a", "b").End())).Refusal!.Code);

    [Theory]
    [InlineData("--" + FormBody.Boundary + "\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\na")]
    [InlineData("--" + FormBody.Boundary + "\r\nContent-Disposition: attachment; name=\"key\"\r\n\r\na\r\n--" + FormBody.Boundary + "--\r\n")]
    [InlineData("--" + FormBody.Boundary + "\r\nContent-Disposition: form-data\r\n\r\na\r\n--" + FormBody.Boundary + "--\r\n")]
    [InlineData("--" + FormBody.Boundary + "\r\nno header\r\n\r\na\r\n--" + FormBody.Boundary + "--\r\n")]
    [InlineData("garbage")]
    [InlineData("")]
    public async Task Malformed_form_is_refused(string body) =>
        Assert.Equal("MalformedPOSTRequest", (await ReadAsync(EmulatorDialect.S3, Encoding.UTF8.GetBytes(body))).Refusal!.Code);

    [Fact]
    public async Task File_without_its_closing_boundary_is_refused_at_its_end()
    {
        byte[] body = new FormBody().Field("key", "a").File("a", "content").ToArray();
        var form = (await ReadAsync(EmulatorDialect.S3, body)).Value!;
        var thrown = await Assert.ThrowsAsync<PayloadException>(() => form.File.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken));
        Assert.Equal("MalformedPOSTRequest", thrown.Rejection.Code);
    }

    private static Task<FormVerdict<PostForm>> ReadAsync(EmulatorDialect dialect, byte[] body, string? contentType = FormBody.ContentType, int atMost = 512) =>
        new PostFormReader(dialect).ReadAsync(contentType, new TricklingStream(body, atMost), TestContext.Current.CancellationToken);
}
