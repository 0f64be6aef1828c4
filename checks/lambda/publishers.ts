// Accounts of AWS that publish layers for everybody. A layer of theirs is AWS's own code.

/** Which accounts publish which layers, by the beginning of the layers' names; some services use another account in each region. */
const publishers: readonly { readonly layers: readonly string[]; readonly accounts: readonly string[] }[] = [
  {
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Lambda-Insights-extension-versions.html
    layers: ['LambdaInsightsExtension'],
    accounts: [
      '580247275435',
      '012438385374',
      '519774774795',
      '891564319516',
      '439286490199',
      '158895979263',
      '194566237122',
      '946466191631',
      '488211338238',
      '339249233099',
      '352183217350',
      '033019950311',
      '459530977127',
      '285320876703',
      '732604637566',
      '122132214140',
      '751350123760',
    ],
  },
  {
    // https://docs.aws.amazon.com/appconfig/latest/userguide/appconfig-integration-lambda-extensions-versions.html
    layers: ['AWS-AppConfig-Extension'],
    accounts: [
      '027255383542',
      '728743619870',
      '958113053741',
      '359756378197',
      '039592058896',
      '436199621743',
      '066940009817',
      '434848589818',
      '282860088358',
      '493207061005',
      '646970417810',
      '203683718741',
      '586093569114',
      '630222743974',
      '980059726660',
      '826293736237',
      '706869817123',
      '421114256042',
      '080788657173',
      '418787028745',
      '307021474294',
      '631746059939',
      '554480029851',
      '489524808438',
      '000010852771',
      '574348263942',
      '662846165436',
      '559955524753',
      '895787185223',
      '615057806174',
      '615084187847',
      '946561847325',
      '946746059096',
    ],
  },
  {
    // https://docs.aws.amazon.com/systems-manager/latest/userguide/ps-integration-lambda-extensions.html
    layers: ['AWS-Parameters-and-Secrets-Lambda-Extension'],
    accounts: [
      '590474943231',
      '177933569100',
      '997803712105',
      '345057560386',
      '317013901791',
      '768336418462',
      '490737872127',
      '176022468876',
      '576959938190',
      '738900069198',
      '044395824272',
      '665172237481',
      '133490724326',
      '200266452380',
      '287114880934',
      '287310001119',
      '187925254637',
      '015030872274',
      '133256977650',
      '325218067255',
      '780235371811',
      '427196147048',
      '832021897121',
      '858974508948',
      '933737806257',
      '129776340158',
      '127562683043',
    ],
  },
  // https://docs.aws.amazon.com/powertools/python/latest/getting-started/install/
  { layers: ['AWSLambdaPowertoolsPython'], accounts: ['017000801446'] },
  // https://docs.aws.amazon.com/powertools/typescript/latest/getting-started/lambda-layers/
  { layers: ['AWSLambdaPowertoolsTypeScript'], accounts: ['094274105915'] },
  // https://aws-otel.github.io/docs/getting-started/lambda
  { layers: ['aws-otel-'], accounts: ['901920570463'] },
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Application-Signals-Enable-LambdaMain.html
  { layers: ['AWSOpenTelemetryDistro'], accounts: ['615299751070'] },
  // https://aws-sdk-pandas.readthedocs.io/en/stable/layers.html
  { layers: ['AWSSDKPandas', 'AWSDataWrangler'], accounts: ['336392948345'] },
]

/** Whether AWS publishes a layer of this name from this account. */
export const publishedByAws = (account: string, layer: string): boolean =>
  publishers.some(({ layers, accounts }) => accounts.includes(account) && layers.some((name) => layer.startsWith(name)))
