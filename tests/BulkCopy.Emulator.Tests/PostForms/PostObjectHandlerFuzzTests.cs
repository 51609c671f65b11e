using System.Text;
using BulkCopy.Emulator.Tests.Signatures;
using Xunit;

namespace BulkCopy.Emulator.Tests.PostForms;

public sealed class PostObjectHandlerFuzzTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData(EmulatorDialect.S3)]
    [InlineData(EmulatorDialect.Oss)]
    [InlineData(EmulatorDialect.Cos)]
    public async Task Damaged_forms_are_answered_and_never_throw(EmulatorDialect dialect)
    {
        var mutator = new Mutator((int)dialect + 10);
        for (int i = 0; i < 1500; i++)
        {
            byte[] body = new FormBody().Field("key", "user/${filename}").Field("success_action_status", "201")
                .Fields(Signature(dialect, Policy(dialect))).File("photo.jpg", "[Object Content]").End();
            var forms = new PostedForms(Now);
            string type = mutator.Next(10) == 0 ? mutator.Damage(FormBody.ContentType) : FormBody.ContentType;
            var answer = await forms.PostAsync(dialect, mutator.Damage(body), contentType: type);
            AssertAnswered(answer.Refusal?.Status ?? answer.Value!.Status);
        }
    }

    [Theory]
    [InlineData(EmulatorDialect.S3)]
    [InlineData(EmulatorDialect.Oss)]
    [InlineData(EmulatorDialect.Cos)]
    public async Task Damaged_but_rightly_signed_policies_are_answered_and_never_throw(EmulatorDialect dialect)
    {
        var mutator = new Mutator((int)dialect + 20);
        for (int i = 0; i < 1500; i++)
        {
            string policy = Encoding.UTF8.GetString(mutator.Damage(Encoding.UTF8.GetBytes(Policy(dialect))));
            byte[] body = new FormBody().Field("key", "user/a").Fields(Signature(dialect, policy)).File("photo.jpg", "[Object Content]").End();
            var answer = await new PostedForms(Now).PostAsync(dialect, body);
            AssertAnswered(answer.Refusal?.Status ?? answer.Value!.Status);
        }
    }

    private static void AssertAnswered(int status) => Assert.Contains(status, (int[])[201, 204, 303, 400, 403, 412]);

    private static Dictionary<string, string> Signature(EmulatorDialect dialect, string policy) => dialect switch
    {
        EmulatorDialect.S3 => FormSigner.S3V4(policy, "20260102T030405Z"),
        EmulatorDialect.Oss => FormSigner.OssV4(policy, "20260102T030405Z"),
        _ => FormSigner.Cos(policy, "1767323045;1767326645"),
    };

    private static string Policy(EmulatorDialect dialect) => "{\"expiration\":\"2026-01-02T04:04:05Z\",\"conditions\":[{\"bucket\":\"examplebucket-1250000000\"},"
        + "[\"starts-with\",\"$key\",\"user/\"],{\"success_action_status\":\"201\"},[\"content-length-range\",1,100]," + (dialect switch
        {
            EmulatorDialect.S3 => "{\"x-amz-algorithm\":\"AWS4-HMAC-SHA256\"},{\"x-amz-credential\":\"AKIDEXAMPLE/20260102/us-east-1/s3/aws4_request\"},{\"x-amz-date\":\"20260102T030405Z\"}",
            EmulatorDialect.Oss => "{\"x-oss-signature-version\":\"OSS4-HMAC-SHA256\"},{\"x-oss-credential\":\"AKIDEXAMPLE/20260102/cn-hangzhou/oss/aliyun_v4_request\"},{\"x-oss-date\":\"20260102T030405Z\"},[\"in\",\"$key\",[\"user/a\"]]",
            _ => "{\"q-sign-algorithm\":\"sha1\"},{\"q-ak\":\"AKIDEXAMPLE\"},{\"q-sign-time\":\"1767323045;1767326645\"}",
        }) + "]}";
}
